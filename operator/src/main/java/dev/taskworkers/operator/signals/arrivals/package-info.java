// SPDX-License-Identifier: Apache-2.0
/**
 * Which tasks arrive, before Monitoring shows them: counted by a doorbell, which is a second
 * subscription on a pool's topic, or noticed by a probe.
 */
package dev.taskworkers.operator.signals.arrivals;
