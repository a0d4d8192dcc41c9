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
  void drainsAtTheFirstAndLeavesAtTheSecond() {
    start();
    assertThat(done).isEmpty();
    leaving.signalled();
    assertThat(done).containsExactly("drain");
    leaving.signalled();
    assertThat(done).containsExactly("drain", "leave");
  }

  @Test
  void drainsAsSoonAsItHasStartedWhenItCameBefore() {
    leaving.signalled();
    start();
    assertThat(done).containsExactly("drain");
  }

  @Test
  void leavesAsSoonAsItHasStartedWhenTwoCameBefore() {
    leaving.signalled();
    leaving.signalled();
    start();
    assertThat(done).containsExactly("leave");
  }
}
