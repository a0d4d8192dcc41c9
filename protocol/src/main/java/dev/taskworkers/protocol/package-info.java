/**
 * What the operator and its workers say to each other: environment variables, endpoints, and the
 * report of a worker. Whoever plays one of the two uses it, so that a change here reaches all.
 */
package dev.taskworkers.protocol;
