// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is published, pulled, acknowledged, given back or forgotten, and in which order. */
final class BrokerInvariantsTest {
  enum Kind {
    PUBLISH,
    PULL,
    ACKNOWLEDGE,
    NACK,
    EXTEND,
    WAIT
  }

  /** One step; {@code choice} picks a key, a count, a lease or a time. */
  record Step(Kind kind, int choice) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 50))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  @Property(tries = 300, seed = "1")
  void no_message_is_lost_or_held_twice(
      @ForAll("steps") List<Step> steps, @ForAll boolean ordered, @ForAll boolean backOff) {
    var world = new World(ordered, backOff);

    steps.forEach(world::take);
    world.finish();

    assertThat(world.witness.acknowledged).isEqualTo(world.witness.published);
  }

  /** A broker, one subscriber that keeps all leases it ever had, and a witness. */
  private static final class World {
    private static final List<String> KEYS = List.of("", "a", "b");

    private final Desk desk = new Desk();
    private final Witness witness;
    private final SubscriptionQueue subscription;
    private final List<Lease> leases = new ArrayList<>();

    World(boolean ordered, boolean backOff) {
      var settings = Subscription.newBuilder().setEnableMessageOrdering(ordered);
      if (backOff) {
        settings.setRetryPolicy(
            RetryPolicy.newBuilder().setMinimumBackoff(Times.duration(Duration.ofSeconds(3))));
      }
      witness = new Witness(ordered);
      desk.broker.observe(witness);
      subscription = desk.subscribe(settings);
    }

    void take(Step step) {
      switch (step.kind) {
        case PUBLISH -> publish(KEYS.get(step.choice % KEYS.size()));
        case PULL -> leases.addAll(desk.pull(subscription, 1 + step.choice % 5));
        case WAIT -> desk.advance(Duration.ofSeconds(step.choice % 15));
        case ACKNOWLEDGE, NACK, EXTEND -> {
          if (!leases.isEmpty()) {
            settle(step.kind, leases.get(step.choice % leases.size()));
          }
        }
      }
    }

    private void publish(String key) {
      witness.nextKey = key;
      desk.publishKeyed(key, "task");
    }

    private void settle(Kind kind, Lease lease) {
      var current = witness.isCurrent(lease);
      assertThat(accepted(kind, lease)).as("only a current lease counts").isEqualTo(current);
    }

    private boolean accepted(Kind kind, Lease lease) {
      return switch (kind) {
        case ACKNOWLEDGE -> desk.acknowledge(subscription, lease);
        case NACK -> desk.nack(subscription, lease);
        default -> desk.modify(subscription, lease, Duration.ofSeconds(20));
      };
    }

    /** Everything that is left can still be done. */
    void finish() {
      for (var round = 0; desk.undelivered(subscription) > 0 && round < 1000; round++) {
        desk.advance(Duration.ofSeconds(700));
        desk.pull(subscription, 10).forEach(lease -> desk.acknowledge(subscription, lease));
      }
    }
  }

  /** Knows from the outside who holds what, and objects. */
  private static final class Witness implements CloudObserver {
    private final boolean ordered;
    private final Set<String> published = new HashSet<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Map<String, Delivery> held = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private String nextKey = "";

    Witness(boolean ordered) {
      this.ordered = ordered;
    }

    @Override
    public void published(String topic, String messageId, Instant at) {
      published.add(messageId);
      keys.put(messageId, nextKey);
    }

    @Override
    public void delivered(Delivery delivery) {
      var id = delivery.messageId();
      assertThat(acknowledged).as("delivered after it was acknowledged").doesNotContain(id);
      assertThat(held.put(id, delivery)).as("delivered while somebody holds it").isNull();
      if (ordered && !keys.get(id).isEmpty()) {
        assertThat(earlierOfSameKey(id))
            .as("delivered before its turn")
            .allSatisfy(earlier -> assertThat(holder(earlier)).isEqualTo(delivery.client()));
      }
    }

    private String holder(String id) {
      return held.containsKey(id) ? held.get(id).client() : "nobody";
    }

    boolean isCurrent(Lease lease) {
      var delivery = held.get(lease.message().id());
      return delivery != null && delivery.ackId().equals(lease.ackId().toString());
    }

    private Set<String> earlierOfSameKey(String id) {
      var earlier = new TreeSet<String>();
      keys.forEach(
          (other, key) -> {
            if (key.equals(keys.get(id))
                && Long.parseLong(other) < Long.parseLong(id)
                && !acknowledged.contains(other)) {
              earlier.add(other);
            }
          });
      return earlier;
    }

    @Override
    public void acknowledged(
        String subscription, String messageId, String client, Instant at, boolean current) {
      if (current) {
        assertThat(held.remove(messageId)).as("acknowledged without a lease").isNotNull();
        acknowledged.add(messageId);
      }
    }

    @Override
    public void released(
        String subscription, String messageId, String client, Instant at, Release how) {
      assertThat(held.remove(messageId)).as("released without a lease").isNotNull();
    }
  }
}
