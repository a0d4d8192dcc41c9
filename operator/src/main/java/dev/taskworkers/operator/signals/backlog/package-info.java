/** How many tasks wait, as Cloud Monitoring shows it. */
package dev.taskworkers.operator.signals.backlog;
