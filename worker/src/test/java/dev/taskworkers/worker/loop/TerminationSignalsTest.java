package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker that gets a signal")
class TerminationSignalsTest {
  private final List<String> done = new ArrayList<>();
  private final TerminationSignals leaving = new TerminationSignals();

  private void start() {
    leaving.by(reason -> done.add("drain"), reason -> done.add("leave"));
  }

  @Test
  void drains_at_the_first_and_leaves_at_the_second() {
    start();
    assertThat(done).isEmpty();
    leaving.signalled();
    assertThat(done).containsExactly("drain");
    leaving.signalled();
    assertThat(done).containsExactly("drain", "leave");
  }

  @Test
  void drains_as_soon_as_it_has_started_when_it_came_before() {
    leaving.signalled();
    start();
    assertThat(done).containsExactly("drain");
  }

  @Test
  void leaves_as_soon_as_it_has_started_when_two_came_before() {
    leaving.signalled();
    leaving.signalled();
    start();
    assertThat(done).containsExactly("leave");
  }
}
