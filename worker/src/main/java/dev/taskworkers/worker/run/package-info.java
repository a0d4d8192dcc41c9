/** Working: one loop owns the state, every task that is taken ends in a settlement. */
package dev.taskworkers.worker.run;
