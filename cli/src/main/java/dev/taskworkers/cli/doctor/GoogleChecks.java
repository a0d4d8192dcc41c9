// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.CheckResult.Fit;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.pubsub.DeadLetterTopicCheck;
import dev.taskworkers.operator.pubsub.Permission;
import dev.taskworkers.operator.pubsub.Permission.On;
import dev.taskworkers.operator.pubsub.SubscriptionCheck;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import dev.taskworkers.operator.signals.backlog.MonitoringClient;
import dev.taskworkers.operator.signals.backlog.TimeSeriesReader;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Pub/Sub, Cloud Monitoring and Resource Manager say. Each call has a deadline of seconds. */
final class GoogleChecks {
  private final Map<String, String> environment;
  private final Subject subject;
  private final Installation operator;
  private final Optional<ResourceName> deadLetterTopic;
  private final Clock clock;
  private final List<Check> checks = new ArrayList<>();
  private final EnumSet<Permission> proven = EnumSet.noneOf(Permission.class);

  /**
   * @param environment where Google is, or emulators in its place
   * @param deadLetterTopic that of the pool that follows the subscription
   */
  GoogleChecks(
      Map<String, String> environment,
      Subject subject,
      Installation operator,
      Optional<ResourceName> deadLetterTopic,
      Clock clock) {
    this.environment = environment;
    this.subject = subject;
    this.operator = operator;
    this.deadLetterTopic = deadLetterTopic;
    this.clock = clock;
  }

  List<Check> checks() {
    var pubsub = GoogleEndpoint.pubsub(environment);
    var monitoring = GoogleEndpoint.monitoring(environment);
    var mine = Caller.find(pubsub, operator.googleAccount());
    var monitorings = pubsub.emulator() ? Caller.find(monitoring, operator.googleAccount()) : mine;
    checks.add(monitoring.emulator() ? mine.check() : monitorings.check());
    var pubsubAway = EmulatorCheck.of("pubsub", pubsub, GoogleEndpoint.PUBSUB_EMULATOR);
    var monitoringAway =
        EmulatorCheck.of("monitoring", monitoring, GoogleEndpoint.MONITORING_EMULATOR);
    pubsubAway.ifPresent(checks::add);
    monitoringAway.ifPresent(checks::add);
    if (mine.usable() && pubsubAway.isEmpty()) {
      ask(pubsub, mine, monitoring, monitorings.usable() && monitoringAway.isEmpty());
    }
    return checks;
  }

  private void ask(
      GoogleEndpoint pubsub, Caller caller, GoogleEndpoint monitoring, boolean mayAskMonitoring) {
    var call = pubsub.callCredentials();
    var channel = pubsub.openChannel();
    try (var grants = new Grants(pubsub, call)) {
      var found = subject.subscription().map(name -> look(name, channel, call));
      var deadLetters =
          deadLetterTopic.map(topic -> lookAtDeadLetters(topic, found, channel, call));
      var samples =
          mayAskMonitoring
              ? subject.subscription().map(name -> samples(name, monitoring))
              : Optional.<Check>empty();
      checks.addAll(
          new PermissionChecks(
                  grants,
                  resources(found),
                  found.filter(SubscriptionChecks::isMissing).isPresent()
                      ? EnumSet.of(On.SUBSCRIPTION)
                      : EnumSet.noneOf(On.class),
                  proven,
                  member(caller),
                  pubsub.emulator() && !monitoring.emulator()
                      ? EnumSet.of(Permission.READ_BACKLOG)
                      : EnumSet.noneOf(Permission.class),
                  pubsub.emulator() ? "The emulator at " + pubsub.target() : "Google")
              .checks());
      found.ifPresentOrElse(
          each -> checks.addAll(each.checks(subject.namespace())),
          () ->
              checks.add(
                  Check.unknown(
                      "subscription",
                      (subject.project().isEmpty() ? "Give --project P, and" : "Give")
                          + " --subscription S to check one.")));
      deadLetters.ifPresent(checks::add);
      samples.ifPresent(checks::add);
    } finally {
      channel.shutdownNow();
    }
  }

  private SubscriptionChecks look(
      ResourceName name, ManagedChannel channel, Optional<CallCredentials> call) {
    var stub = SubscriberGrpc.newBlockingStub(channel);
    var found = new SubscriptionCheck(call.map(stub::withCallCredentials).orElse(stub)).apply(name);
    if (found.fit() != Fit.UNKNOWN) {
      proven.add(Permission.LOOK_AT_SUBSCRIPTION);
    }
    return new SubscriptionChecks(name, found, operator);
  }

  private Check lookAtDeadLetters(
      ResourceName topic,
      Optional<SubscriptionChecks> tasks,
      ManagedChannel channel,
      Optional<CallCredentials> call) {
    var loop = tasks.flatMap(each -> each.loopThrough(topic));
    if (loop.isPresent()) {
      return Check.no(
          "dead-letter-topic",
          loop.get().message(),
          "gcloud pubsub topics create TOPIC; gcloud pubsub subscriptions create SUBSCRIPTION"
              + " --topic=TOPIC --expiration-period=never");
    }
    var stub = PublisherGrpc.newBlockingStub(channel);
    CheckResult found =
        new DeadLetterTopicCheck(call.map(stub::withCallCredentials).orElse(stub)).apply(topic);
    if (found.fit() != Fit.UNKNOWN) {
      proven.add(Permission.LOOK_AT_DEAD_LETTERS);
    }
    return switch (found.fit()) {
      case YES -> Check.yes("dead-letter-topic", found.message());
      case UNKNOWN -> Check.unknown("dead-letter-topic", found.message());
      case NO ->
          Check.no(
              "dead-letter-topic",
              found.message(),
              (found.state() == CheckResult.State.NOT_FOUND
                      ? "gcloud pubsub topics create " + topic + "; "
                      : "")
                  + "gcloud pubsub subscriptions create SUBSCRIPTION --topic="
                  + topic
                  + " --expiration-period=never");
    };
  }

  private Check samples(ResourceName name, GoogleEndpoint monitoring) {
    try (var client = MonitoringClient.open(monitoring)) {
      KnownBacklog known =
          new TimeSeriesReader(client)
              .ask(SubscriptionName.of(name.project(), name.id()), clock.instant());
      if (known.backlog().state() != State.ERROR) {
        proven.add(Permission.READ_BACKLOG);
      }
      return SamplesCheck.of(known, clock.instant());
    }
  }

  private Map<On, String> resources(Optional<SubscriptionChecks> found) {
    var resources = new EnumMap<On, String>(On.class);
    var project = subject.subscription().map(ResourceName::project).or(subject::project);
    project.ifPresent(id -> resources.put(On.PROJECT, id));
    operator
        .doorbellProject()
        .or(() -> project)
        .ifPresent(id -> resources.put(On.DOORBELL_PROJECT, id));
    subject.subscription().ifPresent(name -> resources.put(On.SUBSCRIPTION, name.toString()));
    found.flatMap(SubscriptionChecks::topic).ifPresent(topic -> resources.put(On.TOPIC, topic));
    deadLetterTopic.ifPresent(topic -> resources.put(On.DEAD_LETTER_TOPIC, topic.toString()));
    return resources;
  }

  private String member(Caller caller) {
    return operator
        .googleAccount()
        .or(caller::account)
        .filter(account -> account.contains("@"))
        .map(account -> "serviceAccount:" + account)
        .orElse("MEMBER");
  }
}
