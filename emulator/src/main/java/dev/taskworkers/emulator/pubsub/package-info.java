// SPDX-License-Identifier: Apache-2.0
/** Pub/Sub's services over gRPC: topics, subscriptions, publishing and pulling. */
package dev.taskworkers.emulator.pubsub;
