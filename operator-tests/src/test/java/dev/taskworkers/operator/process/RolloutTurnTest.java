// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.operator.pool.pods.Labels;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of pools that another version has rendered, one at a time is rendered anew. */
final class RolloutTurnTest extends OperatorOnFastClock {
  private static final String EARLIER = "earlier";

  @ParameterizedTest(name = "spec: {0}")
  @ValueSource(strings = {"{\"mode\":\"Paused\"}", "{\"mode\":\"Advise\"}", "{\"concurrency\":0}"})
  void a_pool_that_is_not_scaled_any_more_gives_its_turn_up(String spec) {
    var stoppable = new StoppableClock();
    operator(Map.of(), cluster.url(), stoppable);
    storeUnready("first", subscription);
    storeUnready("next", newSubscription());
    soon().until(() -> pods() == 2);
    // A pool whose pods never become ready holds the others up for an hour, which doesn't pass.
    stoppable.stop();
    renderedEarlier("first");
    soon().until(() -> !isRenderedEarlier("first"));
    renderedEarlier("next");
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    assertThat(isRenderedEarlier("next")).isTrue();

    pool("first").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":%s}".formatted(spec));

    soon().until(() -> !isRenderedEarlier("next"));
  }

  private void storeUnready(String name, String subscription) {
    store(
        name,
        "{subscription: \"%s\", replicas: 1, handler: {self: {}}, template: {spec: {containers: [{name: c, image: unknown}]}}}"
            .formatted(subscription));
  }

  private void renderedEarlier(String name) {
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace("n")
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Labels.RENDERED, EARLIER));
  }

  private boolean isRenderedEarlier(String name) {
    return EARLIER.equals(
        deployment(name).orElseThrow().getMetadata().getAnnotations().get(Labels.RENDERED));
  }

  /** The site's clock, until it is stopped. */
  private final class StoppableClock extends Clock {
    private volatile Optional<Instant> stoppedAt = Optional.empty();

    void stop() {
      stoppedAt = Optional.of(clock.instant());
    }

    @Override
    public Instant instant() {
      return stoppedAt.orElseGet(clock::instant);
    }

    @Override
    public ZoneId getZone() {
      return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
