/** The filter language of subscriptions. */
package dev.taskworkers.lab.cloud.pubsub.filter;
