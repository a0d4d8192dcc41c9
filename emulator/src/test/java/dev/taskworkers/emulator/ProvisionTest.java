// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.PublisherGrpc;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionTest {
  private static final String TOPIC = "projects/acme/topics/thumbnails";
  private static final String SUBSCRIPTIONS = "projects/acme/subscriptions/";

  @Test
  void gives_a_topic_that_exists_another_subscription() {
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC())) {
      Provision.create("127.0.0.1", cloud.pubsubPort(), TOPIC, SUBSCRIPTIONS + "small");
      Provision.create("127.0.0.1", cloud.pubsubPort(), TOPIC, SUBSCRIPTIONS + "large");

      var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
      try {
        var request = ListTopicSubscriptionsRequest.newBuilder().setTopic(TOPIC).build();
        assertThat(
                PublisherGrpc.newBlockingStub(channel)
                    .listTopicSubscriptions(request)
                    .getSubscriptionsList())
            .containsExactlyInAnyOrder(SUBSCRIPTIONS + "small", SUBSCRIPTIONS + "large");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void takes_the_address_of_a_host_that_has_colons() {
    assertThatThrownBy(() -> Provision.create("::1", 1, TOPIC, SUBSCRIPTIONS + "small"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(TOPIC + " can't be created: ")
        .hasMessageNotContaining("DNS");
  }

  @ParameterizedTest(name = "names the one that is refused: {2}")
  @CsvSource({
    "projects/acme/topics/x, small, projects/acme/topics/x can't be created",
    "projects/acme/topics/thumbnails, y, projects/acme/subscriptions/y can't be created"
  })
  void names_the_one_that_is_refused(String topic, String subscription, String sentence) {
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC())) {
      assertThatThrownBy(
              () ->
                  Provision.create(
                      "127.0.0.1", cloud.pubsubPort(), topic, SUBSCRIPTIONS + subscription))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith(sentence)
          .hasMessageEndingWith(".");
    }
  }
}
