/** The one clock that leases, limits, back-off and drains live by. */
package dev.taskworkers.worker.time;
