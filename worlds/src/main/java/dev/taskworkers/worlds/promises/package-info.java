/** What is promised in every world; each promise is checked on the history alone. */
package dev.taskworkers.worlds.promises;
