/** How much work waits, as Cloud Monitoring shows it. */
package dev.taskworkers.operator.backlog;
