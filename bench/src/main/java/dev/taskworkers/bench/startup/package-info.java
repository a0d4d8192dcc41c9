/** How long a worker takes from its start to its first pull, and how small it is then. */
package dev.taskworkers.bench.startup;
