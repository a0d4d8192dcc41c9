/** What a task written in Java sees: the task, its context, and the four outcomes. */
package dev.taskworkers.worker.api;
