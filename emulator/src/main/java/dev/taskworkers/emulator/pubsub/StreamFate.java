// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import java.time.Instant;

/**
 * What was drawn for a stream.
 *
 * @param deaf whether it never brings a message, as one that was opened before its subscription was
 *     there for everyone
 * @param bringsFrom when it brings its first message
 * @param endsAt when it is ended
 */
record StreamFate(Instant openSince, boolean deaf, Instant bringsFrom, Instant endsAt) {}
