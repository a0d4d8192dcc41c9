// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Spreads long calls over connections. Google's front ends let a hundred calls run on one; what is
 * more waits in the client, unseen, and short calls wait behind it.
 */
final class StreamChannels implements AutoCloseable {
  /** Each has one long call at a time; what is left is for short calls. */
  private static final int HOLDERS_OF_EACH = 80;

  private final Supplier<ManagedChannel> open;
  private final Map<Channel, Integer> holders = new LinkedHashMap<>();

  public StreamChannels(Supplier<ManagedChannel> open) {
    this.open = open;
  }

  /** A channel with room for one more doorbell or probe. */
  public synchronized Channel take() {
    var channel =
        holders.entrySet().stream()
            .filter(entry -> entry.getValue() < HOLDERS_OF_EACH)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(open);
    holders.merge(channel, 1, Integer::sum);
    return channel;
  }

  /** One is over; its channel stays, for what it still has to say and for the next. */
  public synchronized void release(Channel channel) {
    holders.merge(channel, -1, Integer::sum);
  }

  @Override
  public synchronized void close() {
    holders.keySet().forEach(channel -> ((ManagedChannel) channel).shutdownNow());
  }
}
