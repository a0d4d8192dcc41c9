/** What the pool's author wrote, checked. */
package dev.taskworkers.operator.pool.spec;
