// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.UsageException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(180)
@DisplayName("To the topic of the dead letters themselves, redrive")
class RedriveToOwnTopicTest {
  private final FakePubSub pubsub = new FakePubSub();
  private final AtomicReference<Exception> problem = new AtomicReference<>();

  @AfterEach
  void stop() {
    pubsub.close();
  }

  @Test
  void publishes_nothing() {
    pubsub.pulls.add(List.of(FakePubSub.letter("a", "ack-a", Instant.EPOCH, Map.of())));
    var command =
        new CommandLine(new DeadLettersCommand())
            .setExecutionExceptionHandler(
                (exception, failing, parsed) -> {
                  problem.set(exception);
                  return 1;
                });
    var mixin = command.getSubcommands().get("redrive").getCommandSpec().mixins().get("options");
    ((DeadLetterOptions) mixin.userObject())
        .environment(Map.of("PUBSUB_EMULATOR_HOST", pubsub.target()));

    command.execute("redrive", "--project", "p", "--subscription", "dead", "--topic", "dead");

    assertThat(problem.get())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--topic: expected the topic of the tasks, but projects/p/topics/dead is the topic of"
                + " the dead letters.");
    assertThat(pubsub.published).isEmpty();
  }
}
