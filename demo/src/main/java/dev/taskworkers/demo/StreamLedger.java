// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books the streams of all subscriptions, each with why it was opened: streams cost, and a client
 * needs no more of them than end, or than can't be told from those that bring nothing.
 */
public final class StreamLedger implements CloudObserver {
  private static final Logger LOG = LoggerFactory.getLogger(StreamLedger.class);

  /** A stream that is opened so soon after its subscription was made may be deaf for its life. */
  private static final Duration NEW = Duration.ofMinutes(1);

  /** Why a client opens a stream. */
  public enum Cause {
    /** It is the client's first on the subscription, since its process began. */
    @JsonProperty("first")
    FIRST("as the first of a process"),
    /** Pub/Sub ended the one before. */
    @JsonProperty("ended")
    ENDED("after Pub/Sub had ended one"),
    /** A fault kept the one before silent. */
    @JsonProperty("silent")
    SILENT("in place of one that a fault kept silent"),
    /** The one before was opened while the subscription was new, and has brought nothing. */
    @JsonProperty("newSubscription")
    NEW_SUBSCRIPTION("in place of one that a new subscription may leave deaf"),
    /** The one before worked. */
    @JsonProperty("none")
    NONE("for no such cause");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    /** To follow the number of such streams. */
    public String words() {
      return words;
    }
  }

  private record Place(String subscription, String client) {}

  /** What is known of the latest stream of a client. */
  private static final class Latest {
    private final boolean onNew;
    private boolean ended;
    private boolean brought;

    Latest(boolean onNew) {
      this.onNew = onNew;
    }
  }

  private final InstantSource clock;
  private final Predicate<Instant> silenced;
  private final Map<Place, Latest> latest = new HashMap<>();
  private final Map<Cause, Integer> opened = new EnumMap<>(Cause.class);
  private int ended;

  /**
   * @param clock the cloud's
   * @param silenced whether a client may give up a stream at a time because a fault kept it silent
   */
  public StreamLedger(InstantSource clock, Predicate<Instant> silenced) {
    this.clock = clock;
    this.silenced = silenced;
  }

  @Override
  public synchronized void streamOpened(String subscription, String client, Instant made) {
    var now = clock.instant();
    var place = new Place(subscription, client);
    var cause = cause(latest.get(place), now);
    latest.put(place, new Latest(now.isBefore(made.plus(NEW))));
    opened.merge(cause, 1, Integer::sum);
    LOG.debug("{} opens a stream on {}: {}", client, subscription, cause);
  }

  private Cause cause(Latest before, Instant now) {
    if (before == null) {
      return Cause.FIRST;
    }
    if (before.ended) {
      return Cause.ENDED;
    }
    if (silenced.test(now)) {
      return Cause.SILENT;
    }
    return before.onNew && !before.brought ? Cause.NEW_SUBSCRIPTION : Cause.NONE;
  }

  @Override
  public synchronized void streamEnded(String subscription, String client) {
    ended++;
    var before = latest.get(new Place(subscription, client));
    if (before != null) {
      before.ended = true;
    }
  }

  @Override
  public synchronized void delivered(Delivery delivery) {
    var before = latest.get(new Place(delivery.subscription(), delivery.client()));
    if (before != null) {
      before.brought = true;
    }
  }

  /** The client's process was killed, and its streams with it. */
  public synchronized void crashed(String client) {
    latest.keySet().removeIf(place -> place.client().equals(client));
  }

  /** How many were opened for each cause that there was. */
  public synchronized Map<Cause, Integer> opened() {
    return Collections.unmodifiableMap(new EnumMap<>(opened));
  }

  /** By the cloud. */
  public synchronized int ended() {
    return ended;
  }
}
