// SPDX-License-Identifier: Apache-2.0
/** Adapters that speak Pub/Sub's gRPC without the weight of its client. */
package dev.taskworkers.worker.pubsub;
