package dev.taskworkers.operator.arrivals;

import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.arrivals.ArrivalWatch.PubSubStubs;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** The arrivals of all pools; only a leader asks, so only a leader listens. */
public final class ArrivalWatches implements ArrivalSource, AutoCloseable {
  /** A pool that nobody asked about for this long is gone. */
  private static final Duration RETIRE = Duration.ofMinutes(2);

  /** A pool's watch, and the channel that it uses. */
  private record Listening(ArrivalWatch watch, Channel channel) {}

  private final StreamChannels channels;
  private final Optional<CallCredentials> credentials;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Map<SubscriptionName, Listening> watches = new ConcurrentHashMap<>();

  /**
   * @param open opens a channel to Pub/Sub
   */
  public ArrivalWatches(
      Supplier<ManagedChannel> open,
      Optional<CallCredentials> credentials,
      ScheduledExecutorService background,
      Clock clock) {
    this.channels = new StreamChannels(open);
    this.credentials = credentials;
    this.background = background;
    this.clock = clock;
  }

  private Listening listening() {
    var channel = channels.take();
    var call = credentials.orElse(null);
    var pubsub =
        new PubSubStubs(
            SubscriberGrpc.newBlockingStub(channel).withCallCredentials(call),
            SubscriberGrpc.newStub(channel).withCallCredentials(call),
            SubscriberGrpc.newFutureStub(channel).withCallCredentials(call));
    return new Listening(new ArrivalWatch(pubsub, background, clock), channel);
  }

  @Override
  public Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now) {
    return watches
        .computeIfAbsent(wanted.subscription(), name -> listening())
        .watch()
        .heard(wanted, poolIsEmpty, now);
  }

  /** Takes down what no pool asks for any more; called every few seconds. */
  public void sweep(Instant now) {
    watches
        .values()
        .removeIf(
            listening -> {
              var gone = listening.watch().asked().plus(RETIRE).isBefore(now);
              if (gone) {
                listening.watch().retire();
                channels.giveBack(listening.channel());
              }
              return gone;
            });
  }

  @Override
  public void close() {
    watches.values().forEach(listening -> listening.watch().close());
    channels.close();
  }
}
