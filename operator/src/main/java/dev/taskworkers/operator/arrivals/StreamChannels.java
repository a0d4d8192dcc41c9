package dev.taskworkers.operator.arrivals;

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
  /** Each watch listens with one call at a time; the other half is for short calls. */
  static final int WATCHES_OF_EACH = 50;

  private final Supplier<ManagedChannel> open;
  private final Map<Channel, Integer> watches = new LinkedHashMap<>();

  StreamChannels(Supplier<ManagedChannel> open) {
    this.open = open;
  }

  /** A channel with room for one more watch. */
  synchronized Channel take() {
    var channel =
        watches.entrySet().stream()
            .filter(entry -> entry.getValue() < WATCHES_OF_EACH)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(open);
    watches.merge(channel, 1, Integer::sum);
    return channel;
  }

  /** A watch is over; its channel stays, for what it still has to say and for the next. */
  synchronized void giveBack(Channel channel) {
    watches.merge(channel, -1, Integer::sum);
  }

  @Override
  public synchronized void close() {
    watches.keySet().forEach(channel -> ((ManagedChannel) channel).shutdownNow());
  }
}
