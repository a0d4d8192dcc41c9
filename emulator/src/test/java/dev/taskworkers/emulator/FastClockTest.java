package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fast clock")
class FastClockTest {
  @Test
  void isAheadOfTheWallByItsSpeed() {
    var clock = new FastClock(Instant.now().minusSeconds(10), 10);
    assertThat(Duration.between(Instant.now(), clock.instant()))
        .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(400));
  }

  @Test
  void agreesWithTheOneThatItsTextMakes() {
    var clock = new FastClock(Instant.now().minusSeconds(10), 7.5);
    assertThat(FastClock.parse(clock.toString()).toString()).isEqualTo(clock.toString());
  }

  @Test
  void knowsHowLongATimeIsOnTheWall() {
    var clock = new FastClock(Instant.now(), 10);
    assertThat(clock.onTheWall(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(500));
  }
}
