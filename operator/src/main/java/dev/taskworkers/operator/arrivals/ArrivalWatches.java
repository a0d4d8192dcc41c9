package dev.taskworkers.operator.arrivals;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.arrivals.doorbell.Doorbells;
import dev.taskworkers.operator.arrivals.doorbell.stream.StreamChannels;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The arrivals of all pools; only a leader asks, so only a leader listens. */
public final class ArrivalWatches implements ArrivalSource, AutoCloseable {
  /** A pool that nobody asked about for this long is gone. */
  private static final Duration RETIRE = Duration.ofMinutes(2);

  /** Longer than a first look takes, and what it brought is given back. */
  private static final Duration LAST_LOOKS = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ArrivalWatches.class);

  /** A pool's watch, and the channel that it uses. */
  private record Listening(ArrivalWatch watch, Channel channel) {}

  private final Supplier<Optional<String>> installation;
  private final StreamChannels channels;
  private final Doorbells doorbells;
  private final Optional<CallCredentials> credentials;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Map<SubscriptionName, Listening> watches = new ConcurrentHashMap<>();

  /**
   * @param installation lower-case letters and digits that no other installation has; doorbells are
   *     shared among the pools of one alone. Empty while unknown
   * @param open opens a channel to Pub/Sub
   */
  public ArrivalWatches(
      Supplier<Optional<String>> installation,
      Supplier<ManagedChannel> open,
      Optional<CallCredentials> credentials,
      ScheduledExecutorService background,
      Clock clock) {
    this.installation = installation;
    this.channels = new StreamChannels(open);
    this.doorbells = new Doorbells(channels, credentials, background, clock);
    this.credentials = credentials;
    this.background = background;
    this.clock = clock;
  }

  private Listening listening() {
    var channel = channels.take();
    var pubsub =
        SubscriberGrpc.newFutureStub(channel).withCallCredentials(credentials.orElse(null));
    return new Listening(
        new ArrivalWatch(installation, doorbells, pubsub, background, clock), channel);
  }

  @Override
  public Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now) {
    return watches
        .computeIfAbsent(wanted.subscription(), name -> listening())
        .watch()
        .heard(wanted, poolIsEmpty, now);
  }

  /** Takes down what no pool asks for, and tends what is left; called every few seconds. */
  public void sweep(Instant now) {
    doorbells.tend(now);
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
    var looks = watches.values().stream().map(listening -> listening.watch().end()).toList();
    doorbells.close();
    await(looks);
    channels.close();
  }

  /**
   * A call that is cancelled while its answer is on its way strands a task until its lease ends.
   */
  private static void await(List<? extends ListenableFuture<?>> looks) {
    try {
      Futures.successfulAsList(looks).get(LAST_LOOKS.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a look was still out", e);
    }
  }
}
