/** Working: one loop owns the state, slots bound it, every task ends in a settlement. */
package dev.taskworkers.worker.run;
