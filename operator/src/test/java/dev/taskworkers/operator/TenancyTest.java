// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.Tenancy.Allowance;
import dev.taskworkers.operator.Tenancy.Consent;
import dev.taskworkers.operator.pubsub.PubSubConsent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which namespaces may use a subscription. */
final class TenancyTest {
  private static final ResourceName THUMBS = ResourceName.subscription("acme", "thumbs");

  private static Consent consent(Tenancy tenancy, String labels) {
    var byKey =
        labels == null
            ? Map.<String, String>of()
            : Arrays.stream(labels.split(" "))
                .map(label -> label.split("="))
                .collect(Collectors.toMap(label -> label[0], label -> label[1]));
    return tenancy.consent("media", THUMBS, byKey);
  }

  @DisplayName("labels of a subscription, for namespace media")
  @ParameterizedTest(name = "{0}: {1}, where none is required {2}")
  @CsvSource({
    ", NONE, EVERYBODY",
    "team=media, NONE, EVERYBODY",
    "taskworkers-namespace=media, NAMED, NAMED",
    "taskworkers-namespace=mail, NONE, EVERYBODY",
    "taskworkers-namespace=media-2, NONE, EVERYBODY",
    "taskworkers-namespace=mail taskworkers-namespace-2=media, NAMED, NAMED",
    "taskworkers-namespace-media=media, NAMED, NAMED",
    "taskworkers-namespace-media=mail, NONE, EVERYBODY",
    "taskworkers-namespace=_, EVERYBODY, EVERYBODY",
    "not-taskworkers-namespace=media, NONE, EVERYBODY",
  })
  void by_label(String labels, Consent required, Consent notRequired) {
    assertThat(consent(new Tenancy(true, List.of()), labels)).isEqualTo(required);
    assertThat(consent(Tenancy.shared(), labels)).isEqualTo(notRequired);
  }

  @DisplayName("what the administrator lists, for namespace media")
  @ParameterizedTest(name = "{0} may use {1}: {2}")
  @CsvSource({
    "media, projects/acme/subscriptions/thumbs, NAMED",
    "media, projects/acme/subscriptions/*, NAMED",
    "media, projects/*/subscriptions/th*bs, NAMED",
    "media, projects/acme/subscriptions/thumb, NONE",
    "media, projects/acme/subscriptions/thumb., NONE",
    "mail, projects/acme/subscriptions/*, NONE",
  })
  void by_list(String namespace, String pattern, Consent expected) {
    var listed = new Tenancy(true, List.of(new Allowance(namespace, List.of(pattern))));

    assertThat(consent(listed, null)).isEqualTo(expected);
  }

  private static boolean isListed(String pattern, ResourceName subscription) {
    var listed = new Tenancy(true, List.of(new Allowance("media", List.of(pattern))));
    return listed.consent("media", subscription, Map.of()) == Consent.NAMED;
  }

  @Test
  void a_list_with_a_hundred_stars_costs_no_more_than_its_length() {
    var hundred = "projects/acme/subscriptions/" + "*a".repeat(100);

    assertThat(isListed(hundred, ResourceName.subscription("acme", "a".repeat(255)))).isTrue();
    assertThat(isListed(hundred + "b", ResourceName.subscription("acme", "a".repeat(255))))
        .isFalse();
  }

  @Property
  void a_star_stands_for_any_characters_but_a_slash(
      @ForAll @CharRange(from = 'a', to = 'b') @Chars('*') @StringLength(min = 1, max = 8)
          String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 8) String name) {
    var regex = pattern.replace("*", "[^/]*");

    assertThat(
            isListed(
                "projects/acme/subscriptions/" + pattern, ResourceName.subscription("acme", name)))
        .isEqualTo(name.matches(regex));
    assertThat(
            isListed(
                "projects/" + pattern + "/subscriptions/thumbs",
                ResourceName.subscription(name, "thumbs")))
        .isEqualTo(name.matches(regex));
  }

  @ParameterizedTest
  @CsvSource({
    "kube-system, false",
    "kube-public, false",
    "taskworkers-system, false",
    "media, true",
    "kubernetes, true",
  })
  void pools_beside_what_runs_the_cluster_are_not_followed(String namespace, boolean followed) {
    assertThat(Tenancy.systemNamespace(namespace, Optional.of("taskworkers-system")).isEmpty())
        .isEqualTo(followed);
  }

  private static CheckResult told(CheckResult found) {
    return new Tenancy(true, List.of()).told("media", THUMBS, found, new PubSubConsent());
  }

  @Test
  void whether_a_foreign_subscription_exists_cannot_be_told_from_what_is_said_of_it() {
    assertThat(told(CheckResult.of(CheckResult.State.READY, "It can be pulled.")))
        .isEqualTo(told(CheckResult.of(CheckResult.State.NOT_FOUND, "It does not exist.")))
        .isEqualTo(told(CheckResult.of(CheckResult.State.PERMISSION_DENIED, "Grant it.")));
  }

  @Test
  void before_an_answer_and_without_one_nothing_is_said_of_consent() {
    var unanswered = CheckResult.of(CheckResult.State.NO_ANSWER, "It did not answer.");

    assertThat(told(CheckResult.pending())).isEqualTo(CheckResult.pending());
    assertThat(told(unanswered)).isEqualTo(unanswered);
  }

  @Test
  void a_namespace_that_has_consent_is_told_everything() {
    var found =
        CheckResult.of(CheckResult.State.NOT_PULL, "It pushes.")
            .labelled(Map.of("taskworkers-namespace", "media"));

    assertThat(told(found)).isEqualTo(found);
  }

  @Test
  void the_owner_is_told_the_command_with_a_key_for_that_namespace() {
    assertThat(told(CheckResult.of(CheckResult.State.NOT_FOUND, "")).message())
        .contains(
            "gcloud pubsub subscriptions update projects/acme/subscriptions/thumbs"
                + " --update-labels=taskworkers-namespace-media=media");
  }
}
