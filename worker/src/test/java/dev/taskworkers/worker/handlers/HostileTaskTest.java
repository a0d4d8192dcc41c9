// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.fixtures.TestContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a publisher has chosen for a Java handler that quotes it in its exceptions. */
class HostileTaskTest {
  private static final DeadLetter.Origin ORIGIN =
      new DeadLetter.Origin("projects/p/subscriptions/s", "pod-1", "image:1");

  /** Of those attributes that a worker adds. */
  private static final String OURS = "[a-z0-9-]+";

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.of(
            "",
            "\u001b[2J",
            "\u009b31m",
            "\u202egnp.exe",
            "\n12:00:00.000 ERROR forged",
            "\ud800",
            "\u0000",
            "taskworkers-subscription",
            "taskworkers-redrives",
            "CloudPubSubDeadLetterSourceSubscription",
            "googclient_traceparent",
            "../../etc/passwd",
            "${jndi:ldap://x}",
            "%s%n{}",
            "x".repeat(5000)));
  }

  @Provide
  Arbitrary<Map<String, String>> attributes() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(10);
  }

  /** With the very task and its words in what it throws. */
  private static Failure failure(Task task, AtomicReference<Task> seen) throws Exception {
    TaskHandler quoting =
        (given, context) -> {
          seen.set(given);
          throw new IllegalArgumentException(given.payload().text() + given.attributes());
        };
    var handler = HandlerInstance.prepare(quoting, BatchLimits.NONE);
    try {
      var outcome = handler.handle(task, new TestContext());
      throw new AssertionError("expected an exception, but " + outcome);
    } catch (IllegalArgumentException e) {
      return Failure.of(e);
    }
  }

  @Property(seed = "7")
  void reaches_it_as_it_is_and_what_becomes_of_it_stays_within_bounds(
      @ForAll("texts") String payload, @ForAll("attributes") Map<String, String> attributes)
      throws Exception {
    var task = new Task("1", Payload.of(payload), attributes, payload, Instant.EPOCH);
    var seen = new AtomicReference<Task>();

    var failure = failure(task, seen);

    assertThat(seen.get()).isSameAs(task);
    var letter = DeadLetter.of(task, failure, 5, Instant.EPOCH, ORIGIN);
    assertThat(letter.payload()).isEqualTo(task.payload());
    assertThat(letter.attributes())
        .hasSizeLessThanOrEqualTo(100)
        .containsEntry("taskworkers-subscription", ORIGIN.subscription())
        .containsEntry("taskworkers-error-class", "java.lang.IllegalArgumentException");
    assertThat(letter.attributes().keySet())
        .noneMatch(name -> name.startsWith("CloudPubSub") || name.startsWith("goog"))
        .filteredOn(name -> name.startsWith("taskworkers-") && !name.contains("goog"))
        .allMatch(name -> name.matches("taskworkers-" + OURS));
    assertThat(letter.attributes().entrySet())
        .filteredOn(entry -> entry.getKey().matches("taskworkers-" + OURS))
        .filteredOn(entry -> !entry.getKey().contains("goog"))
        .allMatch(entry -> entry.getValue().getBytes(StandardCharsets.UTF_8).length <= 1024);
    // The class, which is a label of a metric, is the program's and never the publisher's.
    assertThat(failure.kind()).isEqualTo("java.lang.IllegalArgumentException");
  }
}
