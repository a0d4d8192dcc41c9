/** What every one of our processes needs: Google endpoints, health, logs, bad input. */
package dev.taskworkers.runtime;
