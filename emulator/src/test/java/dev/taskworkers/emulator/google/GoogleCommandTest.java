// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run against Google, rehearsed against the local cloud. */
@Tag("slow")
final class GoogleCommandTest {
  private static final String OF_AN_EARLIER_RUN = "taskworkers-contract-20200101000000-0a1b-";

  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed().withPullHold(Duration.ofSeconds(2)), Clock.systemUTC());
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(10));
  private final Map<String, String> environment =
      Map.of(
          "PUBSUB_EMULATOR_HOST",
          "127.0.0.1:" + cloud.pubsubPort(),
          "MONITORING_EMULATOR_HOST",
          "127.0.0.1:" + cloud.monitoringPort());
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private int run(String... more) {
    return GoogleCommand.commandLine(environment, Clock.systemUTC())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments(more).toArray(String[]::new));
  }

  private List<String> arguments(String... more) {
    var arguments =
        new ArrayList<>(List.of("--google", "contract", "--results", folder.toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private List<String> topics() {
    return account
        .publisher()
        .listTopics(ListTopicsRequest.newBuilder().setProject(account.project()).build())
        .getTopicsList()
        .stream()
        .map(Topic::getName)
        .toList();
  }

  @Test
  void a_quick_run_tries_the_contract_answers_questions_and_leaves_nothing_behind() {
    var topicOfTheUser = account.newTopic();

    assertThat(run("--quick", "--yes")).as(out + "" + err).isZero();

    assertThat(topics()).containsExactly(topicOfTheUser);
    assertThat(cloud.subscriptions()).isEmpty();
    assertThat(folder.resolve("report.md"))
        .content()
        .contains("| a message that is acknowledged does not come again | HELD | 1 |  |")
        .containsPattern("\\| how long an empty Pull is held \\| it was answered after \\d+\\.")
        .contains("| how many strings one_of takes: 101 | answered with INVALID_ARGUMENT")
        .contains("| how long a filter may be: 20 000 characters | accepted")
        .doesNotContain("BROKEN")
        .doesNotContain("not settled");
  }

  @Test
  void a_budget_that_is_no_number_is_refused() {
    assertThat(run("--quick", "--yes", "--budget", "NaN")).isEqualTo(2);
    assertThat(err.toString()).contains("--budget: expected more than 0, but found NaN.");
  }

  @Test
  void a_run_that_costs_too_much_stops_and_deletes_what_it_made() {
    assertThat(run("--quick", "--yes", "--budget", "0.00001")).isOne();

    assertThat(out.toString()).contains("The budget of $1.0E-5 was spent before the end.");
    assertThat(topics()).isEmpty();
    assertThat(cloud.subscriptions()).isEmpty();
  }

  @Test
  void a_run_that_is_interrupted_deletes_what_it_made() throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GoogleCommand.class.getName()));
    command.addAll(arguments("--quick", "--yes"));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> cloud.subscriptions().size() > 5 || !process.isAlive());
      // As Ctrl-C does, but for the number of the signal.
      process.destroy();
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(cloud.subscriptions()).isEmpty();
    assertThat(topics()).isEmpty();
  }

  @Test
  void nothing_is_made_without_consent() {
    assertThat(run()).isEqualTo(2);

    assertThat(err.toString()).contains("Nothing was made.");
    assertThat(topics()).isEmpty();
  }

  @Test
  void what_earlier_runs_have_left_behind_is_deleted_on_demand_and_nothing_else() {
    var ofTheUser = account.newSubscription(account.newTopic());
    account.newSubscription(account.newTopic(), OF_AN_EARLIER_RUN + "x");

    assertThat(run("--clean")).isZero();

    assertThat(out.toString()).contains("1 topics, subscriptions and snapshots were deleted.");
    assertThat(cloud.subscriptions()).extracting(each -> each.name()).containsExactly(ofTheUser);
  }

  @Test
  void a_budget_of_nothing_is_refused() {
    assertThat(run("--budget", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--budget: expected more than 0, but found 0.0.");
  }
}
