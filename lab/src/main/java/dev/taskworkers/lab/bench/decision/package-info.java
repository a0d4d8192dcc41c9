/** How long a decision takes. */
package dev.taskworkers.lab.bench.decision;
