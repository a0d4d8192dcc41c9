/** The command {@code worlds}. */
package dev.taskworkers.cli.worlds;
