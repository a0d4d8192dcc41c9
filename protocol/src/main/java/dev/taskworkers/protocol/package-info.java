// SPDX-License-Identifier: Apache-2.0
/**
 * What the operator and its workers say to each other: environment variables, endpoints, the report
 * of a worker, and orders with the proof that they come from the operator. Whoever plays one of the
 * two uses it, so that a change here reaches all.
 */
package dev.taskworkers.protocol;
