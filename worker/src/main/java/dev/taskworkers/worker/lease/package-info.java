/**
 * Holding and settling: leases are renewed while their tasks run, and end in an acknowledgement.
 */
package dev.taskworkers.worker.lease;
