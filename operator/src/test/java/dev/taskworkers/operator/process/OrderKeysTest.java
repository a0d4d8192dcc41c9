// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.localcluster.ApiServer;
import dev.taskworkers.protocol.SigningKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

@DisplayName("The Secret with the keys of orders")
class OrderKeysTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final ApiServer server = ApiServer.start(clock);
  private final KubernetesClient kubernetes = server.client();
  private final Deque<Runnable> background = new ArrayDeque<>();
  private boolean leads = true;
  private final OrderKeys keys = keys();

  @AfterEach
  void stop() {
    kubernetes.close();
    server.close();
  }

  private OrderKeys keys() {
    return new OrderKeys(kubernetes, "system", background::add, clock, () -> leads);
  }

  private void create() {
    kubernetes
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(OrderKeys.SECRET)
                .withNamespace("system")
                .endMetadata()
                .build())
        .create();
  }

  private Secret secret() {
    return kubernetes.secrets().inNamespace("system").withName(OrderKeys.SECRET).get();
  }

  private Optional<String> signing(OrderKeys keys) {
    return keys.signing(clock.instant()).map(SigningKey::id);
  }

  @Test
  void is_filled_when_it_is_empty_and_read_by_the_operator_that_comes_next() {
    create();

    keys.look();
    var next = keys();
    next.look();

    assertThat(secret().getData()).containsOnlyKeys(OrderKeys.ENTRY);
    assertThat(signing(keys)).isPresent().isEqualTo(signing(next));
    assertThat(keys.shown()).isPresent().isEqualTo(next.shown());
  }

  @Test
  void gets_other_keys_at_once_when_somebody_empties_it() {
    create();
    keys.look();
    var before = signing(keys);
    var shown = keys.shown();

    kubernetes.resource(secret()).edit(all -> new SecretBuilder(all).withData(Map.of()).build());
    keys.look();

    assertThat(signing(keys)).isPresent().isNotEqualTo(before);
    assertThat(keys.shown().orElseThrow()).doesNotContain(shown.orElseThrow());
  }

  @Test
  void is_looked_at_each_minute_and_never_by_who_asks() {
    create();
    keys.tend(clock.instant());
    assertThat(signing(keys)).isEmpty();
    background.remove().run();
    assertThat(signing(keys)).isPresent();

    clock.add(Duration.ofSeconds(59));
    keys.tend(clock.instant());
    assertThat(background).isEmpty();

    clock.add(Duration.ofSeconds(1));
    keys.tend(clock.instant());
    keys.tend(clock.instant());
    assertThat(background).hasSize(1);
  }

  @Test
  void keeps_both_keys_while_they_change() {
    create();
    keys.look();
    var old = keys.shown().orElseThrow();

    clock.setInstant(Instant.EPOCH.plus(Duration.ofDays(30)));
    keys.look();

    assertThat(keys.shown().orElseThrow()).startsWith(old + ",");
  }

  @Test
  void signs_with_the_key_that_workers_know_where_no_operator_told_them_the_next_one() {
    create();
    keys.look();
    var old = signing(keys);
    clock.setInstant(Instant.EPOCH.plus(Duration.ofDays(30)));
    keys.look();

    // This operator ended before it told a worker, and nobody took its place for a day.
    clock.add(Duration.ofDays(1));
    var later = keys();
    later.look();

    assertThat(signing(later)).isEqualTo(old);
    assertThat(later.shown().orElseThrow()).contains(",");

    lookEachMinuteFor(20, later);
    assertThat(signing(later)).isPresent().isNotEqualTo(old);
    assertThat(later.shown().orElseThrow()).doesNotContain(",");
  }

  @Test
  void forgets_no_key_when_the_api_server_was_away_while_workers_were_to_be_told() {
    create();
    keys.look();
    var old = signing(keys);
    clock.setInstant(Instant.EPOCH.plus(Duration.ofDays(30)));
    keys.look();

    server.forbid("system");
    lookEachMinuteFor(30, keys);
    assertThat(signing(keys)).isEqualTo(old);
    server.allow("system");
    keys.look();

    assertThat(signing(keys)).isEqualTo(old);
    assertThat(keys.shown().orElseThrow()).contains(",");
  }

  private void lookEachMinuteFor(int minutes, OrderKeys operator) {
    for (var minute = 0; minute < minutes; minute++) {
      clock.add(Duration.ofMinutes(1));
      operator.look();
    }
  }

  @Test
  void is_filled_and_left_as_it_is_by_an_operator_that_stands_by() {
    create();
    leads = false;
    keys.look();
    var old = signing(keys);
    assertThat(old).isPresent();

    clock.setInstant(Instant.EPOCH.plus(Duration.ofDays(30)));
    lookEachMinuteFor(30, keys);

    assertThat(keys.shown().orElseThrow()).doesNotContain(",");
    assertThat(signing(keys)).isEqualTo(old);
  }

  @Test
  void keeps_the_key_that_workers_know_while_nobody_can_lead() {
    create();
    keys.look();
    var old = signing(keys);
    clock.setInstant(Instant.EPOCH.plus(Duration.ofDays(30)));
    keys.look();

    // The leader that made the next key can take no lease, nor can the one that stands by.
    leads = false;
    var standby = keys();
    lookEachMinuteFor(30, standby);
    assertThat(standby.shown().orElseThrow()).contains(",");

    leads = true;
    standby.look();
    assertThat(signing(standby)).isEqualTo(old);
    lookEachMinuteFor(20, standby);
    assertThat(signing(standby)).isPresent().isNotEqualTo(old);
    assertThat(standby.shown().orElseThrow()).doesNotContain(",");
  }

  @Test
  void is_looked_at_at_once_when_an_operator_begins_to_lead() {
    create();
    leads = false;
    keys.tend(clock.instant());
    background.remove().run();

    clock.add(Duration.ofSeconds(5));
    keys.tend(clock.instant());
    assertThat(background).isEmpty();

    leads = true;
    keys.tend(clock.instant());
    background.remove().run();
    keys.tend(clock.instant());
    assertThat(background).isEmpty();
  }

  @Test
  void may_be_missing_or_out_of_reach_and_is_asked_for_again() {
    keys.look();
    assertThat(signing(keys)).isEmpty();

    create();
    server.forbid("system");
    keys.look();
    assertThat(signing(keys)).isEmpty();

    server.allow("system");
    keys.look();
    assertThat(signing(keys)).isPresent();

    server.forbid("system");
    keys.look();
    assertThat(signing(keys)).isPresent();
    server.allow("system");
  }
}
