/** Holding: leases are renewed while their tasks run, and noticed when they are lost. */
package dev.taskworkers.worker.lease;
