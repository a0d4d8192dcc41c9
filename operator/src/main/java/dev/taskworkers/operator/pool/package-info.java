// SPDX-License-Identifier: Apache-2.0
/**
 * A pool from its resource to its Deployment and its status: the reconciliation, what is known of a
 * pool at one moment and kept for the next, what is written, and what the operator says of it.
 */
package dev.taskworkers.operator.pool;
