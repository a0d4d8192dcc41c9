// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.monitoring.v3.MetricServiceGrpc;
import com.google.monitoring.v3.MetricServiceGrpc.MetricServiceBlockingStub;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taskworkers test --google PROJECT}. */
@Command(
    name = "taskworkers test",
    description = {
      "Holds Google's Pub/Sub to the contract that the local cloud is tested with, and asks it and"
          + " Cloud Monitoring what their documentation leaves open. Writes a folder to attach to an"
          + " issue, and deletes what it made, after Ctrl-C too.",
      "With PUBSUB_EMULATOR_HOST, and MONITORING_EMULATOR_HOST, it asks these instead."
    },
    mixinStandardHelpOptions = true)
final class GoogleCommand implements Callable<Integer> {
  /** Google holds a Pull for longer than a test likes to wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Option(
      names = "--google",
      paramLabel = "PROJECT",
      required = true,
      description =
          "The project to make topics and subscriptions in; needs roles/pubsub.editor and"
              + " roles/monitoring.viewer.")
  private String project;

  @Option(names = "--yes", description = "Don't ask before it begins.")
  private boolean yes;

  @Option(
      names = "--quick",
      description = "Only what takes seconds: the contract and half of the questions.")
  private boolean quick;

  @Option(
      names = "--budget",
      paramLabel = "DOLLARS",
      defaultValue = "0.05",
      description = "Stop when calls have cost so much at list prices (${DEFAULT-VALUE}).")
  private double budget;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      defaultValue = "taskworkers-google",
      description = "Where the report goes (${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--clean", description = "Only delete what all earlier runs have left behind.")
  private boolean clean;

  @Spec private CommandLine.Model.CommandSpec spec;

  private final Map<String, String> environment;
  private final Clock clock;

  private GoogleCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv(), Clock.systemUTC()).execute(arguments));
  }

  /** For main and for tests; 2 says that nothing was tried, 1 that something did not hold. */
  static CommandLine commandLine(Map<String, String> environment, Clock clock) {
    return new CommandLine(new GoogleCommand(environment, clock))
        .setExecutionExceptionHandler((problem, command, parsed) -> report(problem, command))
        .setParameterExceptionHandler((problem, arguments) -> usage(problem));
  }

  private static int report(Exception problem, CommandLine command) {
    var text =
        problem instanceof StatusRuntimeException refusal
            ? "Google refused a call: " + refusal.getStatus()
            : String.valueOf(problem.getMessage());
    command.getErr().println("taskworkers: " + text);
    return problem instanceof UsageException ? 2 : 1;
  }

  private static int usage(CommandLine.ParameterException problem) {
    var err = problem.getCommandLine().getErr();
    err.println("taskworkers: " + problem.getMessage());
    err.println("Run 'taskworkers test --help' for what it takes.");
    return 2;
  }

  @Override
  public Integer call() throws IOException {
    if (!(budget > 0 && Double.isFinite(budget))) {
      throw new UsageException("--budget: expected more than 0, but found " + budget + ".");
    }
    var pubsub = GoogleEndpoint.pubsub(environment);
    try (var janitor = new Account(pubsub, project, PATIENCE)) {
      var cleaner = new Cleaner(janitor);
      if (clean) {
        say("%d topics, subscriptions and snapshots were deleted.", cleaner.delete(name -> true));
        return 0;
      }
      requireConsent();
      var left = cleaner.delete(name -> RunNames.areLeftBehind(name, clock.instant()));
      if (left > 0) {
        say("%d things that earlier runs have left behind were deleted.", left);
      }
      return run(pubsub, cleaner);
    }
  }

  private void requireConsent() {
    say(
        "This makes topics and subscriptions in the project %s, fewer than 500, which are called"
            + " taskworkers-contract-..., and deletes them at its end. It takes %s and costs less"
            + " than a cent at list prices; it stops at $%s (--budget).",
        project, quick ? "some minutes" : "about an hour", budget);
    if (yes) {
      return;
    }
    var console = System.console();
    var answer = console == null ? "" : console.readLine("Go on? [y/N] ");
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new UsageException(
          "Nothing was made. Answer y, or give --yes where nobody can be asked.");
    }
  }

  private int run(GoogleEndpoint pubsub, Cleaner cleaner) throws IOException {
    Files.createDirectories(folder);
    if (!Files.isWritable(folder)) {
      throw new UsageException(
          "--results: expected a folder that can be written to, but '" + folder + "' can't be.");
    }
    var names = RunNames.at(clock.instant(), new Random());
    var meter = new Meter(budget);
    Runnable deletion =
        () -> {
          meter.stop();
          cleaner.delete(names::include);
        };
    var onInterrupt = new Thread(deletion, "deletion");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    Results results;
    try (var account = new Account(pubsub, project, PATIENCE, names.prefix(), meter)) {
      results = results(pubsub, account, meter);
    } finally {
      deleteUnlessInterrupted(deletion, onInterrupt);
    }
    results.write(folder);
    say("%s. Cost: %s.", results.summary(), results.cost());
    say("The report is in %s; attach the folder to an issue.", folder);
    if (meter.isSpent()) {
      say("The budget of $%s was spent before the end.", budget);
    }
    return results.held() && !meter.isSpent() ? 0 : 1;
  }

  /** After Ctrl-C the process ends by itself, and deletes on its way. */
  private static void deleteUnlessInterrupted(Runnable deletion, Thread onInterrupt) {
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException interrupted) {
      return;
    }
    deletion.run();
  }

  private Results results(GoogleEndpoint pubsub, Account account, Meter meter) throws IOException {
    var channel = monitoringChannel(pubsub);
    try {
      var monitoring =
          channel.map(open -> new MonitoringQuestions(stub(open, meter), account.project(), clock));
      var backlog =
          monitoring
              .filter(there -> !quick)
              .map(there -> new BacklogWatch(account, there, clock, Pace.AS_ON_THE_WALL));
      var run =
          new GoogleRun(account, Pace.AS_ON_THE_WALL, monitoring, backlog, line -> say("%s", line));
      var cases = run.contract(!pubsub.emulator());
      var answers = run.questions(!quick);
      if (backlog.isPresent()) {
        Files.writeString(folder.resolve("series.csv"), backlog.get().sightings().csv());
      }
      return new Results(pubsub.target(), meter.total(), cases, answers);
    } finally {
      channel.ifPresent(ManagedChannel::shutdownNow);
    }
  }

  /** Never Google's beside an emulator of Pub/Sub. */
  private Optional<ManagedChannel> monitoringChannel(GoogleEndpoint pubsub) {
    var monitoring = GoogleEndpoint.monitoring(environment);
    return pubsub.emulator() && !monitoring.emulator()
        ? Optional.empty()
        : Optional.of(monitoring.openChannel());
  }

  private MetricServiceBlockingStub stub(ManagedChannel channel, Meter meter) {
    var stub = MetricServiceGrpc.newBlockingStub(channel).withInterceptors(meter);
    return GoogleEndpoint.monitoring(environment)
        .callCredentials()
        .map(stub::withCallCredentials)
        .orElse(stub);
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
