package dev.taskworkers.operator.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** So many calls at once, the others in their turn. */
final class LanesTest {
  private final Lanes lanes = new Lanes(2);
  private final ArrayList<CompletableFuture<String>> begun = new ArrayList<>();

  private CompletableFuture<String> call() {
    return lanes.run(
        () -> {
          begun.add(new CompletableFuture<>());
          return begun.get(begun.size() - 1);
        });
  }

  @Test
  void the_third_call_begins_when_one_of_two_has_ended() {
    var first = call();
    call();
    call();
    assertThat(begun).hasSize(2);

    begun.get(0).complete("done");

    assertThat(first).isCompletedWithValue("done");
    assertThat(begun).hasSize(3);
  }

  @Test
  void a_call_that_fails_leaves_its_lane_too() {
    var first = call();
    call();
    call();

    begun.get(0).completeExceptionally(new IllegalStateException("no"));

    assertThat(first).isCompletedExceptionally();
    assertThat(begun).hasSize(3);
  }
}
