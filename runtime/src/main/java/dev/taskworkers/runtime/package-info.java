/** What every one of our processes needs: Google endpoints, health, logs, metrics, bad input. */
package dev.taskworkers.runtime;
