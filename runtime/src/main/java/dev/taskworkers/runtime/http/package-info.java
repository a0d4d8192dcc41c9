/** The little of HTTP that a process needs to be asked about itself, safe from slow clients. */
package dev.taskworkers.runtime.http;
