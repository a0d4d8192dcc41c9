/** What has happened in a world. */
package dev.taskworkers.worlds.history;
