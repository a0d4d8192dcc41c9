/** The tasks of a world, from publishing to acknowledgement, and what workers meet on the way. */
package dev.taskworkers.worlds.tasks;
