// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A fault of the demo")
class DemoFaultTest {
  @Test
  void has_a_kind_a_start_and_a_length() {
    assertThat(DemoFault.parse("monitoring-429@350+120"))
        .isEqualTo(
            new DemoFault(
                DemoFault.Kind.MONITORING_429, Duration.ofSeconds(350), Duration.ofSeconds(120)));
  }

  @Test
  void may_keep_reports_and_orders_from_workers_for_a_time() {
    assertThat(DemoFault.parse("workers-unheard@300+600"))
        .isEqualTo(
            new DemoFault(
                DemoFault.Kind.WORKERS_UNHEARD, Duration.ofSeconds(300), Duration.ofSeconds(600)));
  }

  @Test
  void needs_no_length_when_it_kills() {
    assertThat(DemoFault.parse("kill-worker@300"))
        .isEqualTo(
            new DemoFault(DemoFault.Kind.KILL_WORKER, Duration.ofSeconds(300), Duration.ZERO));
  }

  @Test
  void may_be_each_of_the_kinds_for_a_while_some_at_once_at_any_time() {
    var faults = DemoFault.parse("all", Duration.ofSeconds(1200)).toList();

    assertThat(faults)
        .extracting(DemoFault::kind)
        .containsExactlyInAnyOrder(DemoFault.Kind.values());
    for (var second = 200; second < 1000; second++) {
      var now = Duration.ofSeconds(second);
      assertThat(faults)
          .as("on after %d s", second)
          .filteredOn(fault -> fault.start().compareTo(now) <= 0)
          .filteredOn(fault -> fault.start().plus(fault.length()).compareTo(now) > 0)
          .hasSizeBetween(2, 4);
    }
    assertThat(faults)
        .allSatisfy(
            fault ->
                assertThat(fault.start().plus(fault.length()))
                    .as("%s is over before the end", fault.kind().word())
                    .isLessThan(Duration.ofSeconds(1200)));
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource({
    "monitoring-silent, expected KIND@START+LENGTH",
    "monitoring-silent@300, needs a length",
    "coffee@1+1, there is no 'coffee'",
    "kill-worker@-5, expected KIND@START+LENGTH"
  })
  void refuses_with_a_sentence(String text, String sentence) {
    assertThatThrownBy(() -> DemoFault.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }
}
