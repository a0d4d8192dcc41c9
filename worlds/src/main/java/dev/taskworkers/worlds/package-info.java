/** Whole worlds, drawn by the thousand, and what is promised in each of them. */
package dev.taskworkers.worlds;
