// SPDX-License-Identifier: Apache-2.0
/** The chart, as Helm renders it without a cluster. */
package dev.taskworkers.e2e.chart;
