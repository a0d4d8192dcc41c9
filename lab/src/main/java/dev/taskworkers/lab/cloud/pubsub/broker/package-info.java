/** Topics, subscriptions and snapshots by name, under one lock. */
package dev.taskworkers.lab.cloud.pubsub.broker;
