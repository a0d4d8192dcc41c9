// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;

/**
 * One message handed to one subscriber.
 *
 * @param subscription full name
 * @param client the name of the endpoint that the subscriber called
 * @param attempt 1 for the first delivery
 * @param at when it was handed out, on the cloud's clock
 */
public record Delivery(
    String subscription,
    String messageId,
    String ackId,
    String client,
    int attempt,
    Instant publishTime,
    Instant at) {}
