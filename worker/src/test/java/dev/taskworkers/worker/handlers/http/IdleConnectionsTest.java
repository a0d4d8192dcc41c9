package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of connections that nobody uses")
class IdleConnectionsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final IdleConnections idle = new IdleConnections(nanos::get);

  @Test
  void there_are_none_at_the_start() {
    assertThat(idle.used()).isFalse();
  }

  @Test
  void each_is_used_by_one_request() {
    idle.freed();
    idle.freed();
    assertThat(idle.used()).isTrue();
    assertThat(idle.used()).isTrue();
    assertThat(idle.used()).isFalse();
  }

  @Test
  void each_is_given_up_after_a_while() {
    idle.freed();
    nanos.addAndGet(IdleConnections.KEPT.toNanos() / 2);
    idle.freed();
    nanos.addAndGet(IdleConnections.KEPT.toNanos() / 2);
    assertThat(idle.used()).isTrue();
    assertThat(idle.used()).isFalse();
  }
}
