// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Where reading fails with an error of the JVM")
class ReadingEndsTest {
  @Test
  @Timeout(60)
  void dispatch_does_not_wait_for_more() {
    var dispatching =
        new Dispatching(
            task -> CompletableFuture.completedFuture("id"),
            new TaskLines(Map.of(), ""),
            new Pace(Double.POSITIVE_INFINITY),
            () -> {});
    Iterator<String> lines =
        Stream.generate(
                () -> {
                  throw new OutOfMemoryError("Java heap space");
                })
            .map(String::valueOf)
            .iterator();

    assertThatThrownBy(() -> DispatchCommand.begin(dispatching, lines).get())
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
  }
}
