// SPDX-License-Identifier: Apache-2.0
/** How many tasks wait, as Cloud Monitoring shows it. */
package dev.taskworkers.operator.signals.backlog;
