/** The operator as a process: composition, health, leadership, shutdown. */
package dev.taskworkers.operator.runtime;
