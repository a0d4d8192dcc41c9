// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.pubsub.delivery.CapacityOptions;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Messages in another order than they were published in, and more often than once. */
final class DisorderTest {
  private static Desk desk(int window, double duplicates, long seed) {
    return new Desk(
        new CapacityOptions(1000, 1_000_000), new DeliveryOptions(window, duplicates, seed));
  }

  private static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
  }

  @Property(tries = 50, seed = "1")
  void a_message_overtakes_no_more_than_the_window_holds_and_none_is_lost(
      @ForAll @IntRange(min = 1, max = 20) int window, @ForAll long seed) {
    var desk = desk(window, 0, seed);
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish(numbers(200));

    var order = Desk.texts(desk.pull(subscription, 200)).stream().map(Integer::parseInt).toList();

    assertThat(order).containsExactlyInAnyOrderElementsOf(range(200));
    for (var place = 0; place < order.size(); place++) {
      assertThat(order.get(place)).isLessThan(place + window);
    }
  }

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Example
  void a_window_of_many_is_a_different_order() {
    var desk = desk(20, 0, 1);
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish(numbers(200));

    assertThat(Desk.texts(desk.pull(subscription, 200))).isNotEqualTo(List.of(numbers(200)));
  }

  @Example
  void an_ordering_key_keeps_its_order() {
    var desk = desk(20, 1, 1);
    var subscription = desk.subscribe(Subscription.newBuilder().setEnableMessageOrdering(true));
    IntStream.range(0, 50).forEach(number -> desk.publishKeyed("key", String.valueOf(number)));

    assertThat(Desk.texts(desk.pull(subscription, 200))).containsExactly(numbers(50));
  }

  @Property(tries = 100, seed = "1")
  void a_message_that_comes_twice_is_gone_with_the_first_acknowledgement(
      @ForAll boolean byTheFirst, @ForAll boolean afterTheOtherEnded) {
    var desk = desk(1, 1, 1);
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("task");
    var twice = desk.pull(subscription, 10);
    assertThat(Desk.texts(twice)).containsExactly("task", "task");
    var one = twice.get(byTheFirst ? 0 : 1);
    var other = twice.get(byTheFirst ? 1 : 0);

    if (afterTheOtherEnded) {
      assertThat(desk.nack(subscription, other)).isTrue();
    }
    assertThat(desk.acknowledge(subscription, one)).isTrue();

    assertThat(desk.undelivered(subscription)).isZero();
    assertThat(desk.acknowledge(subscription, other)).as("of no use any more").isFalse();
    assertThat(subscription.view(desk.clock.instant()).heldBy()).isEmpty();
    desk.advance(Duration.ofMinutes(20));
    assertThat(desk.pull(subscription, 10)).isEmpty();
  }
}
