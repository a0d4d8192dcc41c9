// SPDX-License-Identifier: Apache-2.0
/** What a pool's own workers report, and what they are told. */
package dev.taskworkers.operator.signals.workers;
