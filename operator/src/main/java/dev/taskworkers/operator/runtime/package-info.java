/** The operator as a process: composition, health, metrics, leadership, shutdown. */
package dev.taskworkers.operator.runtime;
