/** What every one of our processes needs: Google endpoints, health, logs, durations, bad input. */
package dev.taskworkers.runtime;
