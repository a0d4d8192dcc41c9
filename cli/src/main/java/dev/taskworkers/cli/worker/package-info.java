/** The command that runs a Task Worker here and now. */
package dev.taskworkers.cli.worker;
