/** How long a decision takes. */
package dev.taskworkers.bench.decision;
