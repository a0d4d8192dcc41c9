/**
 * Orders from the operator to a worker, and the proof that they come from the operator: whoever
 * reaches a worker's port, or reads a pod's spec, can't make one.
 */
package dev.taskworkers.protocol.orders;
