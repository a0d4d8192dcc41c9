/** Virtual time, which the operator, its workers and the cloud of a world live by. */
package dev.taskworkers.worlds.time;
