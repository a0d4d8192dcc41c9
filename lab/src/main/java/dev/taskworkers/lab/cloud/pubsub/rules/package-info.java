/** What Google accepts in a request, and what it says to the rest. */
package dev.taskworkers.lab.cloud.pubsub.rules;
