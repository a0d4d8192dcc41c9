// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.doctor.Clusters;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which subscription, and the surroundings of a command: variables and a clock. */
final class DeadLetterOptions {
  @Option(names = "--project", paramLabel = "P", description = "Default: GCP_PROJECT_ID.")
  private String project = System.getenv().getOrDefault(EnvVars.PROJECT_ID, "");

  @Option(
      names = "--subscription",
      paramLabel = "S",
      description = "The dead-letter subscription: a short id or a full name.")
  private String subscription = "";

  @Option(
      names = "--pool",
      paramLabel = "NAMESPACE/NAME",
      description =
          "Only dead letters of this pool. Without --subscription it finds the subscription, too:"
              + " that of the pool's dead-letter topic.")
  private String pool = "";

  private Optional<PoolDeadLetters> found = Optional.empty();

  /** Where Pub/Sub is; a test has one of its own. */
  private Map<String, String> environment = System.getenv();

  /**
   * Which dead letters came before a command's start is a matter of Pub/Sub's time, so of the wall
   * clock.
   */
  private final Clock clock = Clock.systemUTC();

  void environment(Map<String, String> variables) {
    environment = variables;
  }

  /** The time at which a command starts. */
  Instant now() {
    return clock.instant();
  }

  String project() {
    return project;
  }

  /** The full name. */
  String name() {
    return deadLetters().subscription();
  }

  /** Whose dead letters, as the end of a sentence. */
  String words() {
    return pool.isBlank() ? name() : "pool " + pool + " in " + name();
  }

  private PoolDeadLetters deadLetters() {
    found = found.or(() -> Optional.of(pool.isBlank() ? PoolDeadLetters.all(given()) : ofPool()));
    return found.get();
  }

  private String given() {
    if (subscription.isBlank()) {
      throw new UsageException(
          "The subscription is missing. Give --subscription S, the one of the dead-letter topic, or"
              + " --pool NAMESPACE/NAME.");
    }
    return PubSubName.subscription(subscription, project, "--subscription");
  }

  private PoolDeadLetters ofPool() {
    // Without a cluster, too, a wrong name is what there is to say.
    NamedObject.requireWhole("--pool", pool);
    var chosen = subscription.isBlank() ? Optional.<String>empty() : Optional.of(given());
    try (var kubernetes = Clusters.require(environment)) {
      return PoolDeadLetters.of(
          kubernetes, pool, project, chosen, GoogleEndpoint.pubsub(environment));
    }
  }

  /**
   * @param most dead letters that are looked at
   * @param asOf dead letters that came later are not taken
   */
  OpenSubscription open(int most, Instant asOf) {
    return new OpenSubscription(deadLetters(), GoogleEndpoint.pubsub(environment), most, asOf);
  }

  /** {@code most}, or a sentence when it is no number of dead letters. */
  static int most(int most) {
    Checks.between("--max", most, 1, 100_000);
    return most;
  }
}
