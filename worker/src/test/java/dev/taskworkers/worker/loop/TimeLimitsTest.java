// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@DisplayName("The time limit of a task")
class TimeLimitsTest {
  private final World world = new World(1, rules -> rules.maxTaskTimeout = Duration.ofHours(1));

  @ParameterizedTest(name = "{0}: {1} s, {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "45s | 45 | as it says",
        "30m | 1800 | more than the usual, within the cap",
        "2h | 3600 | never more than the cap",
        "soon | 600 | the usual where it can't be read",
        "0s | 600 | the usual where it is none",
        "'' | 600 | the usual where it is empty"
      })
  void is_what_its_attribute_says_within_the_cap(String attribute, long seconds, String why) {
    world.subscription.publish("a", "", Map.of("task-timeout", attribute));
    world.seconds(seconds - 1.0);
    assertThat(world.tasks.cancelled("a")).as(why).isFalse();
    world.seconds(1.1);
    assertThat(world.tasks.running()).as(why).isEmpty();
    assertThat(world.counters().of(TaskEvent.FAILED)).isEqualTo(1);
  }

  @Test
  void is_told_as_it_is_when_it_is_less_than_a_second() {
    world.subscription.publish("a", "", Map.of("task-timeout", "500ms"));
    world.seconds(1);
    assertThat(world.loop.report().status().failures().get(0).message())
        .isEqualTo("The task ran longer than its limit of 500ms.");
  }

  @Test
  void ends_no_other_task() {
    var two = new World(2);
    two.subscription.publish("short", "", Map.of("task-timeout", "1s"));
    two.publish("long");
    two.seconds(5);
    assertThat(two.tasks.running()).containsExactly("long");
    two.tasks.end("long", Outcome.ack());
    two.seconds(1);
    assertThat(two.subscription.acknowledged()).containsExactly("long");
  }

  @Test
  void is_complained_of_once_for_each_reason() {
    var logger = (Logger) LoggerFactory.getLogger(TimeLimits.class);
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    logger.addAppender(log);
    try {
      var limits = new TimeLimits(Duration.ofMinutes(10), Duration.ofHours(1));
      for (var wanted : List.of("soon", "0s", "2h", "3h", "late")) {
        limits.of(Tasks.of("x", Map.of("task-timeout", wanted)));
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            unclear -> assertThat(unclear).contains("'soon'").contains("It may run for 10m;"),
            tooLong -> assertThat(tooLong).contains("asks for 2h").contains("It may run for 1h;"));
  }
}
