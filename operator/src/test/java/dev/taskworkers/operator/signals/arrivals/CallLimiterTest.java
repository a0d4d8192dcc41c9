package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CallLimiterTest {
  private final List<SettableFuture<String>> underWay = new ArrayList<>();
  private final CallLimiter turns = new CallLimiter(3, MoreExecutors.directExecutor());

  private SettableFuture<String> begin() {
    var call = SettableFuture.<String>create();
    underWay.add(call);
    return call;
  }

  @Test
  void no_more_calls_are_under_way_than_may_be_and_the_others_follow() {
    var results = IntStream.range(0, 5).mapToObj(i -> turns.take(this::begin)).toList();
    assertThat(underWay).hasSize(3);

    underWay.get(1).set("done");
    assertThat(underWay).hasSize(4);
    assertThat(results.get(1)).isDone();

    underWay.get(0).setException(new IllegalStateException("no"));
    assertThat(underWay).hasSize(5);
    assertThat(results.get(4)).isNotDone();
  }

  @Test
  void a_call_that_fails_at_its_beginning_leaves_its_turn_to_the_next() {
    for (var i = 0; i < 4; i++) {
      assertThat(
              turns.take(
                  () -> {
                    throw new IllegalStateException("no");
                  }))
          .isDone();
    }
    turns.take(this::begin);

    assertThat(underWay).hasSize(1);
  }
}
