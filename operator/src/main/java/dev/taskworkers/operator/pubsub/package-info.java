// SPDX-License-Identifier: Apache-2.0
/**
 * Pub/Sub's subscriptions and topics: their names, whether they are fit, what lets a namespace use
 * them, and what the operator needs to be granted.
 */
package dev.taskworkers.operator.pubsub;
