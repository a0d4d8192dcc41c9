package dev.taskworkers.operator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the operator keeps of pools that are gone: nothing, and all of one made anew meanwhile. */
final class GonePoolsTest extends OperatorOnFastClock {
  /** Longer than a pool that is gone is remembered, however the sweeps fall. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(5);

  @Test
  void nothing_is_kept_of_a_pool_that_is_gone() {
    var operator = operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> records(operator).contains("n/p") && counted(operator));

    pool("p").delete();

    soon().until(() -> records(operator).isEmpty() && !counted(operator));
  }

  @Test
  void a_pool_of_the_same_name_keeps_what_it_has_when_the_earlier_one_is_forgotten() {
    var operator = operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> records(operator).contains("n/p"));

    pool("p").delete();
    soon().until(() -> pool("p").get() == null);
    storePool("p", ", replicas: 2");
    soon().until(() -> replicas("p") == 2);
    var before = records(operator);
    var forgotten = clock.instant().plus(FORGOTTEN);
    soon().until(() -> clock.instant().isAfter(forgotten));

    assertThat(records(operator)).contains(before);
    assertThat(counted(operator)).isTrue();
  }

  private static String records(OperatorProcess operator) {
    return get(operator, "/decisions/n/p").body();
  }

  private static boolean counted(OperatorProcess operator) {
    return get(operator, "/metrics")
        .body()
        .lines()
        .anyMatch(
            line ->
                line.startsWith("taskworkers_pool_decisions_total") && line.contains("pool=\"p\""));
  }
}
