// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.ResourceName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the owner of a subscription is told to run. */
final class PubSubConsentTest {
  private static final ResourceName THUMBS = ResourceName.subscription("acme", "thumbs");

  @ParameterizedTest(name = "of {0} characters")
  @CsvSource({
    "41, taskworkers-namespace-nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
    "42, taskworkers-namespace-nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn-f34540c0",
    "63, taskworkers-namespace-nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn-24b90e2e",
  })
  void a_key_for_a_namespace_is_no_longer_than_pubsub_takes(int characters, String key) {
    var namespace = "n".repeat(characters);

    assertThat(key).hasSizeLessThanOrEqualTo(63);
    assertThat(new PubSubConsent().command(namespace, THUMBS))
        .endsWith(" --update-labels=" + key + "=" + namespace);
  }

  @Test
  void no_consent_takes_the_place_of_that_for_another_long_namespace() {
    var beginning = "team-payments-production-eu-west1-background-";

    assertThat(
            Stream.of("jobs", "mails")
                .map(beginning::concat)
                .map(PubSubConsentTest::key)
                .distinct())
        .hasSize(2);
  }

  private static String key(String namespace) {
    return new PubSubConsent().command(namespace, THUMBS).split("=")[1];
  }
}
