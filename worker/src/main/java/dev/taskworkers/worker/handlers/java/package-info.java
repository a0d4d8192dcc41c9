/** A Java class in this process. */
package dev.taskworkers.worker.handlers.java;
