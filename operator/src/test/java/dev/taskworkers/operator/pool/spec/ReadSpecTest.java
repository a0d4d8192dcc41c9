// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A spec is read when it is new, and only then. */
final class ReadSpecTest {
  private final ReadSpec spec = new ReadSpec(new PoolValidation(new PubSubNames(Optional.empty())));

  private static TaskWorkerPool again() {
    return Manifests.exec();
  }

  @Test
  void the_same_spec_is_not_read_again() {
    var first = spec.read(again());

    assertThat(spec.read(again())).isSameAs(first);
  }

  @Test
  void a_changed_spec_is_read_at_once() {
    spec.read(again());

    var changed = spec.read(Manifests.with("taskTimeout: 3m"));

    assertThat(changed.tasks().timeout()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void a_spec_that_became_wrong_is_refused() {
    spec.read(again());

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> spec.read(Manifests.with("taskTimeout: 0s")));
  }

  @Test
  void one_at_which_reading_fails_in_an_unforeseen_way_is_refused_and_told_again() {
    var unforeseen = again();
    unforeseen.getMetadata().setName(null);

    var first = catchThrowable(() -> spec.read(unforeseen));
    assertThat(first)
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "The operator can't read this spec (java.lang.NullPointerException");
    assertThat(catchThrowable(() -> spec.read(unforeseen))).hasMessage(first.getMessage());
  }

  @Test
  void what_is_wrong_is_found_once_and_told_again() {
    var wrong = Manifests.with("taskTimeout: 0s");
    var first = catchThrowable(() -> spec.read(wrong));
    var again = catchThrowable(() -> spec.read(Manifests.with("taskTimeout: 0s")));

    assertThat(again).hasMessage(first.getMessage());
    assertThat(spec.read(again())).isNotNull();
  }
}
