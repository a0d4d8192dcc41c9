// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.RootCause;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether the operator has what it needs, and the command that gives it what it has not. */
@Command(
    name = "doctor",
    description = {
      "Asks Pub/Sub, Cloud Monitoring and, where there is a kubeconfig, the cluster whether the"
          + " operator has what it needs, and prints the command that grants what is missing. It"
          + " changes nothing, and asks with your credentials.",
      "Exits with 1 when something is missing, or when a cluster or an emulator that you name"
          + " can't be reached."
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  /** Each call has a deadline of seconds; programs that get tokens for us have none. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Option(
      names = "--project",
      paramLabel = "P",
      description =
          "The project of subscriptions. Default: GCP_PROJECT_ID, or else the operator's.")
  private String project = System.getenv().getOrDefault(EnvVars.PROJECT_ID, "");

  @Option(
      names = "--subscription",
      paramLabel = "S",
      description = "The subscription of a pool: a short id or a full name.")
  private String subscription = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "N",
      description = "The namespace of the pools. Default: any.")
  private String namespace = "";

  @Mixin private Output output;

  /** Where everything is; a test has one of its own. */
  private Map<String, String> environment = System.getenv();

  /** Leases and samples bear wall-clock time. */
  private Clock clock = Clock.systemUTC();

  void surroundings(Map<String, String> variables, Clock time) {
    environment = variables;
    clock = time;
    project = variables.getOrDefault(EnvVars.PROJECT_ID, "");
  }

  /** As JSON. */
  private record Result(List<Check> checks) {}

  /** What the cluster says. */
  private record Seen(List<Check> checks, Installation operator, PoolChecks pools) {
    /** Where there is no answer but {@code check}. */
    static Seen nothing(Check check) {
      return new Seen(List.of(check), Installation.unknown(), PoolChecks.none());
    }
  }

  @Override
  public Integer call() {
    checkUsage();
    var seen = within(this::askCluster, problem -> Seen.nothing(unusable(problem)));
    var subject = subject(seen.operator());
    var checks =
        new ArrayList<>(
            within(
                () -> askGoogle(subject, seen),
                problem -> List.of(Check.unknown("google", problem))));
    checks.addAll(seen.checks());
    output.print(new Result(checks), out -> CheckPrinter.print(checks, out));
    return checks.stream().anyMatch(check -> check.answer() == Check.Answer.no) ? 1 : 0;
  }

  /** Wrong words are told before anybody is asked. */
  private void checkUsage() {
    GoogleEndpoint.pubsub(environment);
    GoogleEndpoint.monitoring(environment);
    require(project, Names.PROJECT, "--project", "the id of a project");
    require(namespace, Names.NAMESPACE, "--namespace", "the name of a namespace");
    given(subscription).ifPresent(name -> parsed(name, "p"));
  }

  private static void require(String value, Pattern pattern, String option, String expected) {
    Checks.require(
        value.isBlank() || pattern.matcher(value).matches(), option, expected, "'" + value + "'");
  }

  private static ResourceName parsed(String name, String project) {
    var parsed = ResourceName.parse(PubSubName.subscription(name, project, "--subscription"));
    require(parsed.project(), Names.PROJECT, "--subscription", "the id of a project in it");
    return parsed;
  }

  private static Optional<String> given(String value) {
    return Optional.of(value.strip()).filter(text -> !text.isEmpty());
  }

  private Seen askCluster() {
    try (var kubernetes = Clusters.require(environment)) {
      return ask(kubernetes);
    } catch (RuntimeException failed) {
      if (!Clusters.isNamed(environment)) {
        throw failed;
      }
      var told = failed instanceof UsageException || failed instanceof IllegalStateException;
      return Seen.nothing(
          unusable(
              told ? failed.getMessage() : "The kubeconfig can't be used: " + why(failed) + "."));
    }
  }

  /** Who names a cluster asks for it, so that no answer is a no. */
  private Check unusable(String problem) {
    return Clusters.isNamed(environment)
        ? Check.no("cluster", problem, "")
        : Check.unknown("cluster", problem);
  }

  private Seen ask(KubernetesClient kubernetes) {
    var cluster = new ClusterChecks(kubernetes, given(namespace), clock);
    var checks = new ArrayList<>(cluster.checks());
    if (!GoogleEndpoint.pubsub(environment).emulator()) {
      checks.add(MetadataServerCheck.check(environment, cluster.installation().hasKey()));
    }
    return new Seen(checks, cluster.installation(), cluster.pools());
  }

  private Subject subject(Installation operator) {
    var known = given(project).or(operator::project);
    return new Subject(
        known, given(subscription).map(name -> parsed(name, known.orElse(""))), given(namespace));
  }

  private List<Check> askGoogle(Subject subject, Seen seen) {
    var deadLetters =
        subject
            .subscription()
            .flatMap(name -> seen.pools().deadLetterTopic(name, seen.operator().project()));
    return new GoogleChecks(environment, subject, seen.operator(), deadLetters, clock).checks();
  }

  /** As the end of a sentence. What the JVM says of a null is about our code. */
  private static String why(Throwable failure) {
    return RootCause.of(failure) instanceof NullPointerException
        ? "something that it needs is missing"
        : RootCause.line(failure).replaceFirst("[.]$", "");
  }

  /** What {@code question} comes to, or else what is said instead when nobody answers it. */
  private static <T> T within(Callable<T> question, Function<String, T> instead) {
    var task = new FutureTask<T>(question);
    DaemonThreads.of("doctor", task).start();
    try {
      return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return instead.apply("No answer came within " + PATIENCE.toSeconds() + " s.");
    } catch (ExecutionException e) {
      return instead.apply("doctor could not ask it: " + why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return instead.apply("doctor did not wait for the answer.");
    }
  }
}
