/** How fast the dispatcher publishes, beside Google's publisher as it comes. */
package dev.taskworkers.bench.dispatcher;
