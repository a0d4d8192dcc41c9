/**
 * How one subscription delivers: what waits, who may have it next, leases, back-off, redelivery.
 * Everything runs under the broker's lock; time comes in as an argument.
 */
package dev.taskworkers.lab.cloud.pubsub.delivery;
