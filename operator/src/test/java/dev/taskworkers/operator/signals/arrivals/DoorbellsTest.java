// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.DetachSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.scaling.input.Arrivals.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A doorbell is proven to hang where it should and to be alive, not assumed to. */
final class DoorbellsTest extends ListeningToTheLocalCloud {
  private static final MessageTransform ONLY_VIDEOS =
      MessageTransform.newBuilder()
          .setJavascriptUdf(
              JavaScriptUDF.newBuilder()
                  .setFunctionName("videos")
                  .setCode(
                      "function videos(message, metadata) {\n"
                          + "  return message.attributes['kind'] === 'video' ? message : null;\n"
                          + "}"))
          .build();

  private void makeTopicAnew() {
    account.publisher().deleteTopic(DeleteTopicRequest.newBuilder().setTopic(topic).build());
    account.publisher().createTopic(Topic.newBuilder().setName(topic).build());
  }

  private Subscription doorbell() {
    return account
        .subscriber()
        .getSubscription(
            GetSubscriptionRequest.newBuilder().setSubscription(doorbells().get(0)).build());
  }

  private ArrivalObservation heard(Source source) {
    return watch(subscription + source.hashCode())
        .heard(new ArrivalSourceRequest(source, ArrivalsMode.Doorbell), false, clock.instant());
  }

  private void after(Duration time) {
    clock.add(time);
    watches.tend(clock.instant());
  }

  @Test
  void a_topic_that_was_deleted_and_made_again_under_its_name_is_listened_to_again() {
    listen();
    makeTopicAnew();
    after(Duration.ofMinutes(2));
    becomesSilent();
    listen();

    account.publish(topic, "1", "2", "3");
    soon().until(() -> counted() == 3);
  }

  @Test
  void a_new_leader_makes_a_doorbell_anew_that_lost_its_topic() {
    listen();
    watches.close();
    makeTopicAnew();

    watches = watches();
    listen();
    account.publish(topic, "1");

    soon().until(() -> counted() == 1);
    assertThat(doorbells()).hasSize(1);
  }

  @Test
  void a_doorbell_that_is_detached_is_made_anew() {
    listen();
    account
        .publisher()
        .detachSubscription(
            DetachSubscriptionRequest.newBuilder().setSubscription(doorbells().get(0)).build());
    becomesSilent();
    listen();
    account.publish(topic, "1");

    soon().until(() -> counted() == 1);
  }

  @Test
  void operators_of_two_clusters_each_count_every_task() {
    listen();
    var here = watches;
    watches = watches("4e5f6a7b");
    listen();
    assertThat(doorbells()).hasSize(2);

    account.publish(topic, "1", "2", "3", "4");
    soon().until(() -> counted() == 4);
    var there = watches;
    watches = here;
    soon().until(() -> counted() == 4);
    there.close();
  }

  @Test
  void pools_of_one_topic_share_a_doorbell_that_goes_with_the_last_of_them() {
    var everything = Source.everythingOf(topic);
    listen();
    soon().until(() -> heard(everything).arrivals().watch() == Watch.DOORBELL);
    account.publish(topic, "1", "2");
    soon().until(() -> counted() == 2 && counted(heard(everything)) == 2);
    assertThat(doorbells()).hasSize(1);

    watch(subscription).close();
    after(Duration.ofMinutes(3));
    assertThat(doorbells()).as("one pool is left").hasSize(1);

    watch(subscription + everything.hashCode()).close();
    after(Doorbells.KEPT);
    soon().until(() -> doorbells().isEmpty());
  }

  @Test
  void an_operator_that_stops_in_order_leaves_no_doorbell_that_nobody_listens_to() {
    var everything = Source.everythingOf(account.newTopic());
    listen();
    heard(everything);
    soon().until(() -> doorbells().size() == 2);
    watch(subscription + everything.hashCode()).close();
    watches.deleteLeft();
    watches.close();

    assertThat(doorbells()).as("that of the pool which is there").hasSize(1);
  }

  @Test
  void a_pool_made_anew_is_told_of_no_tasks_from_before() {
    listen();
    account.publish(topic, "1", "2");
    soon().until(() -> counted() == 2 && isAcknowledged());
    watch(subscription).close();
    clock.add(Duration.ofSeconds(5));
    var everything = Source.everythingOf(topic);
    heard(everything);
    account.publish(topic, "3");

    soon().until(() -> counted(heard(everything)) >= 1);
    assertThat(counted(heard(everything))).isEqualTo(1);
  }

  @Test
  void a_pool_that_comes_later_is_told_of_no_tasks_from_before() {
    listen();
    account.publish(topic, "1", "2");
    soon().until(() -> counted() == 2 && isAcknowledged());
    clock.add(Duration.ofMinutes(2));
    var everything = Source.everythingOf(topic);
    heard(everything);
    account.publish(topic, "3");

    soon().until(() -> counted() == 3);
    assertThat(counted(heard(everything))).isEqualTo(1);
  }

  /** What is not would come once more after its lease. */
  private boolean isAcknowledged() {
    return cloud.subscription(doorbells().get(0)).orElseThrow().undelivered() == 0;
  }

  @Test
  void payloads_and_attributes_do_not_come_to_the_operator() {
    listen();
    watches.close();

    account.publish(topic, Account.text("secret").toBuilder().putAttributes("who", "me").build());
    var pulled = new ArrayList<ReceivedMessage>();
    soon()
        .until(
            () -> {
              // A stream that is being closed may have it for as long as its lease.
              clock.add(Duration.ofMinutes(1));
              return pulled.addAll(account.pull(doorbells().get(0), 1));
            });
    var received = pulled.get(0).getMessage();
    assertThat(received.getData().toStringUtf8()).isEqualTo(".");
    assertThat(received.getAttributesMap()).isEmpty();
  }

  @Test
  void what_the_pools_own_transforms_drop_is_not_counted() {
    var videos = new Source(topic, "", List.of(ONLY_VIDEOS));
    soon()
        .until(
            () -> {
              clock.add(Duration.ofMillis(500));
              return heard(videos).arrivals().watch() == Watch.DOORBELL;
            });

    account.publish(topic, "no video");
    account.publish(
        topic, Account.text("a video").toBuilder().putAttributes("kind", "video").build());

    soon().until(() -> counted(heard(videos)) == 1);
    assertThat(doorbell().getMessageTransforms(0)).isEqualTo(ONLY_VIDEOS);
  }

  @Test
  void a_stream_that_is_open_without_being_alive_is_replaced() {
    listen();
    after(Duration.ofSeconds(10));
    account.publish(topic, "an answer to the ping");
    // A new subscription's first stream, which is being replaced, may have it for its lease.
    soon()
        .until(
            () -> {
              after(Duration.ofSeconds(1));
              return counted() == 1;
            });
    cloud.faults().set(FaultKind.STREAM_STUCK);
    clock.add(Duration.ofSeconds(1));
    account.publish(topic, "1", "2");

    soon()
        .until(
            () -> {
              after(Duration.ofSeconds(5));
              return heard().reason().equals("DoorbellSilent");
            });
    listen();
    soon().until(() -> counted() == 3);
  }
}
