/** Pub/Sub's services over gRPC: topics, subscriptions, publishing and pulling. */
package dev.taskworkers.emulator.pubsub;
