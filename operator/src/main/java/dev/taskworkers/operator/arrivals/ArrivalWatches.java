package dev.taskworkers.operator.arrivals;

import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.arrivals.ArrivalWatch.PubSubStubs;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** The arrivals of all pools; only a leader asks, so only a leader listens. */
public final class ArrivalWatches implements AutoCloseable {
  /** A pool that nobody asked about for this long is gone. */
  private static final Duration RETIRE = Duration.ofMinutes(2);

  private final PubSubStubs pubsub;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Map<SubscriptionName, ArrivalWatch> watches = new ConcurrentHashMap<>();

  public ArrivalWatches(
      Channel channel,
      Optional<CallCredentials> credentials,
      ScheduledExecutorService background,
      Clock clock) {
    this.background = background;
    this.clock = clock;
    pubsub =
        new PubSubStubs(
            SubscriberGrpc.newBlockingStub(channel).withCallCredentials(credentials.orElse(null)),
            SubscriberGrpc.newStub(channel).withCallCredentials(credentials.orElse(null)),
            SubscriberGrpc.newFutureStub(channel).withCallCredentials(credentials.orElse(null)));
  }

  /** What is known of a pool's arrivals at {@code now}; never an exception, never a wait. */
  public Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now) {
    return watches
        .computeIfAbsent(wanted.subscription(), name -> new ArrivalWatch(pubsub, background, clock))
        .heard(wanted, poolIsEmpty, now);
  }

  /** Takes down what no pool asks for any more; called every few seconds. */
  public void sweep(Instant now) {
    watches
        .values()
        .removeIf(
            watch -> {
              var gone = watch.asked().plus(RETIRE).isBefore(now);
              if (gone) {
                watch.retire();
              }
              return gone;
            });
  }

  @Override
  public void close() {
    watches.values().forEach(ArrivalWatch::close);
  }
}
