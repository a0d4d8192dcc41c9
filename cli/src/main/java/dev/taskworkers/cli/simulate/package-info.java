/** The simulate command. */
package dev.taskworkers.cli.simulate;
