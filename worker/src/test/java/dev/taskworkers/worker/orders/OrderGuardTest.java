// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Order;
import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.PodFiles;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.SigningKey;
import dev.taskworkers.protocol.VerificationKeys;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever reaches a worker's port tries to have it do something. */
@DisplayName("A worker refuses an order")
class OrderGuardTest {
  private static final PodIdentity POD = new PodIdentity("media", "thumbs-1", "u-1");

  @TempDir Path folder;
  private final SigningKey key = SigningKey.generate();
  private final VirtualTimer timer = new VirtualTimer();
  private OrderGuard guard;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve(PodFiles.NAMESPACE), POD.namespace());
    Files.writeString(folder.resolve(PodFiles.NAME), POD.name());
    Files.writeString(folder.resolve(PodFiles.UID), POD.uid());
    show(key);
    guard = new OrderGuard(new PodFolder(folder.toString()), timer);
    timer.advance(Duration.ofHours(1));
  }

  private void show(SigningKey... keys) throws IOException {
    Files.writeString(folder.resolve(PodFiles.ORDER_KEYS), VerificationKeys.format(List.of(keys)));
  }

  private Order cordon(int number) {
    return new Order(POD, "/cordon", "", timer.now(), number);
  }

  private Optional<Refusal> send(Order order, SigningKey signedWith) {
    return send(order, signedWith.prove(order));
  }

  private Optional<Refusal> send(Order order, OrderProof proof) {
    return guard.refusal(order.path(), order.body(), proof.header());
  }

  @Test
  void unless_the_operator_gave_it() {
    assertThat(send(cordon(1), key)).isEmpty();
  }

  @Test
  void that_has_no_proof() {
    assertThat(guard.refusal("/cordon", "", "")).contains(Refusal.NO_PROOF);
    assertThat(guard.refusal("/cordon", "", "let me in")).contains(Refusal.NO_PROOF);
    assertThat(guard.refused(Refusal.NO_PROOF)).isEqualTo(2);
  }

  @Test
  void that_was_sent_before() {
    var order = cordon(7);
    var proof = key.prove(order);
    assertThat(send(order, proof)).isEmpty();

    assertThat(send(order, proof)).contains(Refusal.REPLAYED);
    assertThat(send(cordon(6), key)).contains(Refusal.REPLAYED);
    assertThat(send(cordon(8), key)).isEmpty();
    assertThat(guard.refused(Refusal.REPLAYED)).isEqualTo(2);
  }

  @Test
  void whatever_number_somebody_else_gives_himself() {
    send(new Order(POD, "/cordon", "", timer.now(), 999_999), SigningKey.generate());
    var altered = key.prove(cordon(5));
    send(
        cordon(5), new OrderProof("u-1", altered.moment(), 888_888, key.id(), altered.signature()));

    assertThat(send(cordon(6), key)).isEmpty();
  }

  @ParameterizedTest(name = "that is {0} s from its own clock: {1}")
  @CsvSource({"-121, true", "-119, false", "119, false", "121, true"})
  void of_another_time(int seconds, boolean refused) {
    var order = new Order(POD, "/cordon", "", timer.now().plusSeconds(seconds), 1);

    assertThat(send(order, key)).isEqualTo(refused ? Optional.of(Refusal.OLD) : Optional.empty());
  }

  @Test
  void that_was_given_before_it_began_since_the_process_before_it_may_have_followed_it() {
    var order = cordon(1);
    guard = new OrderGuard(new PodFolder(folder.toString()), timer);
    timer.advance(Duration.ofSeconds(1));

    assertThat(send(new Order(POD, "/cordon", "", timer.now().minusSeconds(2), 1), key))
        .contains(Refusal.OLD);
    assertThat(send(order, key)).isEmpty();
  }

  @Test
  void by_the_time_for_which_it_has_run_however_its_clock_is_corrected() {
    timer.stepWallClock(Duration.ofHours(-2));

    assertThat(send(cordon(1), key)).isEmpty();
  }

  @Test
  void that_is_for_another_pod() {
    var other =
        new Order(new PodIdentity("media", "thumbs-2", "u-2"), "/cordon", "", timer.now(), 1);
    var proof = key.prove(other);

    assertThat(send(other, proof)).contains(Refusal.OTHER_POD);
    var readdressed =
        new OrderProof("u-1", timer.now(), proof.number(), proof.key(), proof.signature());
    assertThat(send(other, readdressed)).contains(Refusal.ALTERED);
  }

  @Test
  void that_is_for_another_pod_before_it_reads_a_key() throws IOException {
    show();
    var other = new PodIdentity("media", "thumbs-2", "u-2");

    assertThat(send(new Order(other, "/cordon", "", timer.now(), 1), key))
        .contains(Refusal.OTHER_POD);
  }

  @Test
  void that_was_altered_on_its_way() {
    var order = new Order(POD, "/share", "3", timer.now(), 1);
    var proof = key.prove(order);

    assertThat(guard.refusal("/share", "1", proof.header())).contains(Refusal.ALTERED);
    assertThat(guard.refusal("/uncordon", "3", proof.header())).contains(Refusal.ALTERED);
    assertThat(guard.refused(Refusal.ALTERED)).isEqualTo(2);
    assertThat(guard.refusal("/share", "3", proof.header())).isEmpty();
  }

  @Test
  void while_it_has_no_key() throws IOException {
    show();
    assertThat(send(cordon(1), key)).contains(Refusal.NO_KEY);

    guard = new OrderGuard(new PodFolder(""), timer);
    assertThat(send(cordon(2), key)).contains(Refusal.NO_KEY);
  }

  @Test
  void of_a_key_that_was_replaced_while_it_ran_and_takes_the_next_one() throws IOException {
    var next = SigningKey.generate();
    assertThat(send(cordon(1), next)).contains(Refusal.WRONG_KEY);

    show(key, next);
    assertThat(send(cordon(2), key)).isEmpty();
    assertThat(send(cordon(3), next)).isEmpty();

    show(next);
    assertThat(send(cordon(4), key)).contains(Refusal.WRONG_KEY);
    assertThat(send(cordon(5), next)).isEmpty();
  }
}
