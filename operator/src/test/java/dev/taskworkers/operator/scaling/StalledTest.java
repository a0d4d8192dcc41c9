package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.estimate.ServiceTimeEstimate;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two pods with four slots each, all of them busy. Tasks took five minutes so far, so that some of
 * these eight should end soon and let the one start that waits. They take longer.
 */
final class StalledTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int PODS = 2;
  private static final int BUSY = 8;
  private static final int COMES_AFTER = 10;
  private static final int WAITS = 120;
  private static final Policy POLICY = Policy.of(100, Duration.ofSeconds(30), 4, true);

  @DisplayName("A task that has waited for two minutes beside full slots,")
  @ParameterizedTest(name = "{0} of which was let go lately, has one of {1} pods")
  @CsvSource({"0, 3", "1, 2"})
  void gets_a_slot_if_none_is_let_go(int letGo, int pods) {
    var known = ServiceTimeEstimate.earlier(Duration.ofMinutes(5), true, START);
    var memory = ScalingState.startingAt(START, known);
    var last = 0;
    for (var second = 0; second <= COMES_AFTER + WAITS; second += 5) {
      var decision =
          new Autoscaler().decide(POLICY, seen(second, letGo), memory, START.plusSeconds(second));
      memory = decision.memory();
      last = decision.replicas();
    }
    assertThat(last).isEqualTo(pods);
  }

  private static Observation seen(int second, int letGo) {
    var ended = 100 + (second > COMES_AFTER + WAITS - 20 ? letGo : 0);
    var service =
        Service.builder()
            .reporting(PODS)
            .slots(BUSY)
            .busy(BUSY)
            .started(ended + BUSY)
            .finished(ended)
            .timed(ended)
            .taskSeconds(300.0 * ended)
            .waited(ended + BUSY)
            .busySeconds(300.0 * ended + (double) BUSY * second)
            .build();
    return new Observation(
        new Pods(PODS, PODS, 0, 0, List.of(Duration.ofSeconds(25))),
        Backlog.missing(),
        Arrivals.counted(START.getEpochSecond() - 1, counts(second, 1 + letGo)),
        service);
  }

  private static List<Integer> counts(int second, int come) {
    var counts = new ArrayList<Integer>();
    IntStream.rangeClosed(-1, second).forEach(at -> counts.add(at == COMES_AFTER ? come : 0));
    return counts;
  }
}
