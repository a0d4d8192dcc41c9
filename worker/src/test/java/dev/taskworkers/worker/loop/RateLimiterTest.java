// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Rate;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

@Label("The pace of a worker")
class RateLimiterTest {
  @Property(tries = 200, seed = "1")
  @Label("is its rate, and above that what falls in within a second or one task")
  void is_its_rate(
      @ForAll @IntRange(min = 1, max = 500) int tasks,
      @ForAll("periods") String per,
      @ForAll @IntRange(min = 1, max = 20) int pods) {
    var rate = Rate.parse(tasks + "/" + per, "rate");
    var timer = new VirtualTimer();
    var started = new AtomicInteger();
    var pace = new RateLimiter[1];
    Runnable work =
        () -> {
          while (pace[0].allowed(1, 0) > 0) {
            pace[0].started();
            started.incrementAndGet();
          }
        };
    pace[0] =
        new RateLimiter(new RateLimits(Optional.empty(), Optional.of(rate), pods), timer, work);
    work.run();
    timer.advance(rate.per().multipliedBy(10));

    var share = (double) tasks / pods;
    var burst = Math.max(1, share / rate.per().toSeconds());
    assertThat(started.get()).isBetween((int) (10 * share), (int) (10 * share + burst) + 1);
  }

  @Provide
  Arbitrary<String> periods() {
    return Arbitraries.of("s", "m", "h");
  }

  @Example
  @Label("is that of the slower limit")
  void is_that_of_the_slower_limit() {
    var timer = new VirtualTimer();
    var limits =
        new RateLimits(
            Optional.of(Rate.parse("2/s", "rate")), Optional.of(Rate.parse("60/m", "rate")), 1);
    var pace = new RateLimiter(limits, timer, () -> {});
    assertThat(pace.allowed(9, 0)).isEqualTo(1);
    pace.started();
    timer.advance(Duration.ofMillis(999));
    assertThat(pace.allowed(9, 0)).isZero();
    timer.advance(Duration.ofMillis(1));
    assertThat(pace.allowed(9, 0)).isEqualTo(1);
    assertThat(pace.allowed(9, 1)).isZero();
  }

  @Example
  @Label("follows the number of pods, and keeps what it has saved")
  void follows_the_number_of_pods() {
    var timer = new VirtualTimer();
    var told = new AtomicInteger();
    var limits = new RateLimits(Optional.empty(), Optional.of(Rate.parse("10/s", "rate")), 10);
    var pace = new RateLimiter(limits, timer, told::incrementAndGet);
    assertThat(pace.allowed(99, 0)).isEqualTo(1);
    pace.share(RateShare.equal(2));
    assertThat(told).hasValue(1);
    assertThat(pace.allowed(99, 0)).isEqualTo(1);
    timer.advance(Duration.ofSeconds(5));
    assertThat(pace.allowed(99, 0)).isEqualTo(5);
    pace.share(RateShare.equal(10));
    assertThat(pace.allowed(99, 0)).isEqualTo(1);
  }

  @Example
  @Label("is divided among fewer for a minute, and among all again unless it is told so anew")
  void is_divided_among_fewer_for_a_minute() {
    var timer = new VirtualTimer();
    var pace = limited("60/m", 6, timer);
    use(pace);
    pace.share(new RateShare(6, 2));
    timer.advance(Duration.ofSeconds(2));
    assertThat(use(pace)).isEqualTo(1);

    timer.advance(Duration.ofSeconds(50));
    use(pace);
    pace.share(new RateShare(6, 2));
    timer.advance(Duration.ofSeconds(58));
    use(pace);
    timer.advance(Duration.ofSeconds(2));
    assertThat(pace.share()).contains(RateShare.equal(6));
    use(pace);
    timer.advance(Duration.ofSeconds(5));
    assertThat(use(pace)).isZero();
    timer.advance(Duration.ofSeconds(1));
    assertThat(use(pace)).isEqualTo(1);
  }

  @Example
  @Label(
      "stands still for a minute where the worker has no part of it, and keeps what it has saved")
  void stands_still_where_the_worker_has_no_part() {
    var timer = new VirtualTimer();
    var pace = limited("60/m", 10, timer);
    use(pace);
    timer.advance(Duration.ofSeconds(9));
    pace.share(new RateShare(10, 0));
    timer.advance(Duration.ofSeconds(59));
    assertThat(use(pace)).isZero();
    timer.advance(Duration.ofSeconds(1));
    assertThat(use(pace)).isZero();
    timer.advance(Duration.ofSeconds(1));
    assertThat(use(pace)).isEqualTo(1);
  }

  private static RateLimiter limited(String perPool, int pods, VirtualTimer timer) {
    var limits = new RateLimits(Optional.empty(), Optional.of(Rate.parse(perPool, "rate")), pods);
    return new RateLimiter(limits, timer, () -> {});
  }

  /** Starts what may be started. */
  private static int use(RateLimiter pace) {
    var allowed = pace.allowed(99, 0);
    for (var i = 0; i < allowed; i++) {
      pace.started();
    }
    return allowed;
  }
}
