/** What the pool's own workers tell, and what they are told. */
package dev.taskworkers.operator.workers;
