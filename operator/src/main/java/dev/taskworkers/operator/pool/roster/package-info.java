/** Which pods work, which leave, and in what order. */
package dev.taskworkers.operator.pool.roster;
