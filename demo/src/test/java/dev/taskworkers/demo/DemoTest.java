// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.simulation.world.Trace;
import dev.taskworkers.ui.OperatorSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The main job, end to end with real processes")
@Tag("slow")
class DemoTest {
  private static final double SPEEDUP = 20;
  private static final String POOL = "\"pool\":\"demo/tasks\"";

  @TempDir Path folder;

  /** Reads what the operator tells of its pools, as the demo's page does, until it tells of one. */
  private static final class PageReader implements DemoView {
    private OperatorSource operator;
    private String answer = "";

    @Override
    public void begin(Instant start, Supplier<URI> where) {
      operator = new OperatorSource(where::get, "Demo");
    }

    @Override
    public void show(Frame frame) {
      if (!answer.contains(POOL)) {
        answer = operator.get("/pools").body();
      }
    }
  }

  @Test
  void a_pool_follows_its_arrivals_through_crashes_and_goes_back_to_zero_with_nothing_lost()
      throws Exception {
    var frames = new ArrayList<DemoView.Frame>();
    var page = new PageReader();
    var options =
        new DemoOptions(
            new Trace(List.of(0.2, 0.2, 1.0, 0.2, 0.0)),
            4,
            Duration.ofSeconds(150),
            SPEEDUP,
            2,
            4,
            4,
            ArrivalsMode.Auto,
            List.of(DemoFault.parse("kill-worker@80"), DemoFault.parse("kill-operator@90")),
            List.of());
    try (var demo = new Demo(options, folder)) {
      var report = demo.run(page.and(frames::add));
      assertThat(report.dispatched()).isGreaterThan(100);
      assertThat(report.completed()).isEqualTo(report.dispatched());
      assertThat(report.lost()).isZero();
      assertThat(report.finalReplicas()).isZero();
      assertThat(report.firstWait()).isPositive();
      assertThat(report.firstPodStart()).isPositive();
      assertThat(report.zeroAfter()).isPositive();
      assertThat(report.peakReplicas()).isBetween(1, 4);
      assertThat(report.decisions())
          .isNotEmpty()
          .allMatch(decision -> decision.from() != decision.to())
          .allMatch(decision -> decision.message().matches("(Up|Down) from \\d+ to \\d+: .*\\."));
      assertThat(report.succeeded()).isTrue();
    }
    assertThat(frames).isNotEmpty();
    assertThat(page.answer).contains(POOL);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }
}
