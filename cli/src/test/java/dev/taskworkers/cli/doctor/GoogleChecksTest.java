// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.cli.doctor.Check.Answer;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.emulator.transport.FaultKind;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

@DisplayName("Of Google, doctor says")
class GoogleChecksTest {
  private static final String TOPIC = "projects/acme/topics/thumbs";
  private static final String THUMBS = "projects/acme/subscriptions/thumbs";

  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud = LocalCloud.start(CloudOptions.undisturbed(), clock);
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), java.time.Duration.ofSeconds(20));

  /** Without a kubeconfig. */
  @TempDir private Path home;

  GoogleChecksTest() {
    Provision.create("127.0.0.1", cloud.pubsubPort(), TOPIC, THUMBS);
  }

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private Map<String, String> environment() {
    return Map.of(
        "PUBSUB_EMULATOR_HOST",
        "127.0.0.1:" + cloud.pubsubPort(),
        "MONITORING_EMULATOR_HOST",
        "127.0.0.1:" + cloud.monitoringPort(),
        "GCP_PROJECT_ID",
        "acme",
        "HOME",
        home.toString());
  }

  private Map<String, Check> ask(String... words) {
    return Doctor.ask(environment(), clock, words);
  }

  private void minutesPass(int minutes) {
    for (var minute = 0; minute < minutes; minute++) {
      clock.add(java.time.Duration.ofMinutes(1));
      cloud.advance();
    }
  }

  @Test
  void yes_to_everything_that_is_granted_and_exits_with_0() {
    account.publish(TOPIC, "a");
    minutesPass(3);

    var run = Doctor.run(environment(), clock, "--subscription", "thumbs", "--namespace", "media");

    assertThat(run.code()).isZero();
    assertThat(run.text())
        .contains(
            "yes      read-backlog          monitoring.timeSeries.list on project acme is granted.")
        .contains("yes      attach-doorbell       pubsub.topics.attachSubscription on " + TOPIC)
        .contains("yes      consent               Every namespace may use it.")
        .contains("yes      samples               Cloud Monitoring shows recent samples.")
        .contains("yes: 13, no: 0, unknown: 1.")
        .doesNotContain("probe");
    assertThat(run.text().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest(name = "no to {2} when {0} on {1} is refused")
  @CsvSource(
      delimiter = '|',
      value = {
        "ListTimeSeries | * | read-backlog | projects add-iam-policy-binding acme --member=MEMBER"
            + " --role=roles/monitoring.viewer",
        "GetSubscription | "
            + THUMBS
            + " | look-at-subscription | pubsub subscriptions"
            + " add-iam-policy-binding "
            + THUMBS,
        "CreateSubscription | "
            + TOPIC
            + " | attach-doorbell | pubsub topics"
            + " add-iam-policy-binding "
            + TOPIC,
        "CreateSubscription | projects/acme | create-doorbell | iam roles create",
        "GetSubscription | projects/acme | look-at-doorbell | iam roles create",
        "StreamingPull | projects/acme | hear-doorbell | iam roles create",
        "DeleteSubscription | projects/acme | delete-doorbell | iam roles create"
      })
  void no(String method, String resource, String name, String command) {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, method, resource);

    var checks = ask("--subscription", "thumbs");

    assertThat(checks.get(name).answer()).isEqualTo(Answer.no);
    assertThat(checks.get(name).fix()).startsWith("gcloud " + command);
    assertThat(checks.values().stream().filter(check -> check.answer() == Answer.no)).hasSize(1);
    assertThat(checks).containsKeys("read-backlog", "attach-doorbell", "delete-doorbell");
    assertThat(Doctor.run(environment(), clock, "--subscription", "thumbs").code()).isOne();
  }

  @Test
  void whether_a_probe_may_pull_where_no_doorbell_may_be_made() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "CreateSubscription", "*");
    assertThat(ask("--subscription", "thumbs").get("probe").answer()).isEqualTo(Answer.yes);

    cloud.faults().set(FaultKind.PERMISSION_DENIED, "Pull", THUMBS);
    var probe = ask("--subscription", "thumbs").get("probe");
    assertThat(probe.answer()).isEqualTo(Answer.no);
    assertThat(probe.fix()).endsWith("--role=roles/pubsub.subscriber");
  }

  @Test
  void how_late_the_newest_sample_is() {
    assertThat(ask("--subscription", "thumbs").get("samples").answer()).isEqualTo(Answer.unknown);
    account.publish(TOPIC, "a", "b");
    minutesPass(3);
    assertThat(ask("--subscription", "thumbs").get("samples"))
        .satisfies(check -> assertThat(check.answer()).isEqualTo(Answer.yes))
        .satisfies(check -> assertThat(check.message()).contains("s old and counts 2 messages."));

    cloud.faults().set(FaultKind.MONITORING_SILENT);
    minutesPass(8);

    var late = ask("--subscription", "thumbs").get("samples");
    assertThat(late.answer()).isEqualTo(Answer.unknown);
    assertThat(late.message()).contains("too old to be used").contains("The newest is 480 s old");
  }

  @Test
  void that_nobody_could_tell_where_monitoring_is_over_its_quota() {
    cloud.faults().set(FaultKind.MONITORING_429);

    var checks = ask("--subscription", "thumbs");

    assertThat(checks.get("samples").answer()).isEqualTo(Answer.unknown);
    assertThat(checks.get("samples").message()).contains("RESOURCE_EXHAUSTED");
    assertThat(checks.get("read-backlog").answer()).isEqualTo(Answer.yes);
  }

  @Test
  void what_is_wrong_with_a_subscription_and_the_command_that_mends_it() {
    var push =
        account.newSubscription(
            TOPIC,
            Subscription.newBuilder()
                .setPushConfig(PushConfig.newBuilder().setPushEndpoint("https://acme.test")));
    assertThat(ask("--subscription", push).get("subscription").answer()).isEqualTo(Answer.no);

    var all = ask("--subscription", "gone");
    // Google says of what does not exist that nothing is granted on it.
    assertThat(all.get("probe").answer()).isEqualTo(Answer.unknown);
    assertThat(all.get("probe").message()).contains("subscriptions/gone does not exist");
    var gone = all.get("subscription");
    assertThat(gone.answer()).isEqualTo(Answer.no);
    assertThat(gone.fix())
        .isEqualTo(
            "gcloud pubsub subscriptions create projects/acme/subscriptions/gone --topic=TOPIC"
                + " --expiration-period=never");

    var loose =
        account.newSubscription(
            TOPIC,
            Subscription.newBuilder()
                .setExpirationPolicy(
                    ExpirationPolicy.newBuilder()
                        .setTtl(Duration.newBuilder().setSeconds(31 * 86_400)))
                .setDeadLetterPolicy(
                    DeadLetterPolicy.newBuilder()
                        .setDeadLetterTopic(TOPIC)
                        .setMaxDeliveryAttempts(5)));
    var checks = ask("--subscription", loose);
    assertThat(checks.get("subscription").answer()).isEqualTo(Answer.yes);
    assertThat(checks.get("expiration").message()).contains("after 31 days without use");
    assertThat(checks.get("expiration").fix()).endsWith(loose + " --expiration-period=never");
    assertThat(checks.get("dead-letter-policy").fix()).endsWith("--max-delivery-attempts=100");
  }

  @ParameterizedTest(name = "of the consent to {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "media | yes | Namespace media may use it. | ",
        "mail | no | Its owner does not let namespace mail use it. |"
            + " --update-labels=taskworkers-namespace-mail=mail",
        "kube-system | no | The operator doesn't follow pools in namespace kube-system | kubectl"
            + " create namespace NAMESPACE"
      })
  void consent(String namespace, Answer answer, String sentence, String command) {
    var labelled =
        account.newSubscription(
            TOPIC, Subscription.newBuilder().putLabels("taskworkers-namespace", "media"));

    var consent = ask("--subscription", labelled, "--namespace", namespace).get("consent");

    assertThat(consent.answer()).isEqualTo(answer);
    assertThat(consent.message()).startsWith(sentence);
    assertThat(consent.fix()).endsWith(command == null ? "" : command);
  }

  @Test
  void unknown_to_everything_that_an_emulator_does_not_know() throws Exception {
    var server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build()
            .start();
    try {
      var host = "127.0.0.1:" + server.getPort();
      var environment =
          Map.of(
              "PUBSUB_EMULATOR_HOST", host,
              "MONITORING_EMULATOR_HOST", host,
              "HOME", home.toString());

      var words = new String[] {"--subscription", THUMBS, "--namespace", "media"};
      var run = Doctor.run(environment, clock, words);

      assertThat(run.code()).isZero();
      assertThat(run.text())
          .contains("UNIMPLEMENTED")
          .contains("yes: 1, no: 0")
          .contains("The emulator at " + host + " says nothing about")
          .doesNotContain("Exception", "Google says nothing");
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void no_to_emulators_that_are_not_there_and_exits_with_1() {
    var environment = environment();
    cloud.close();

    var checks = Doctor.ask(environment, clock, "--subscription", "thumbs");

    for (var named :
        Map.of("pubsub", "PUBSUB_EMULATOR_HOST", "monitoring", "MONITORING_EMULATOR_HOST")
            .entrySet()) {
      assertThat(checks.get(named.getKey()).answer()).isEqualTo(Answer.no);
      assertThat(checks.get(named.getKey()).message())
          .startsWith("There is no emulator at " + environment.get(named.getValue()))
          .contains(named.getValue(), "Connection refused");
    }
    assertThat(checks).containsOnlyKeys("credentials", "pubsub", "monitoring", "cluster");
    var run = Doctor.run(environment, clock, "--subscription", "thumbs");
    assertThat(run.code()).isOne();
    assertThat(run.text()).doesNotContain("Exception");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "pub_sub:8085 | PUBSUB_EMULATOR_HOST: the host name pub_sub has an underscore, so that",
        "no.such.host.invalid:8085 | There is no emulator at no.such.host.invalid:8085, which"
            + " PUBSUB_EMULATOR_HOST names (no address is known for its name).",
        "127.0.0.1:99999 | There is no emulator at 127.0.0.1:99999,",
        "[::1]:1 | There is no emulator at [::1]:1,",
      })
  void no_to_an_emulator_that_no_address_is_known_of(String host, String sentence) {
    var environment = new HashMap<>(environment());
    environment.put("PUBSUB_EMULATOR_HOST", host);

    var pubsub = Doctor.ask(environment, clock).get("pubsub");

    assertThat(pubsub.answer()).isEqualTo(Answer.no);
    assertThat(pubsub.message()).startsWith(sentence);
  }

  @Test
  void unknown_to_what_no_emulator_of_monitoring_is_there_to_say() {
    var environment = new HashMap<>(environment());
    environment.remove("MONITORING_EMULATOR_HOST");

    var backlog = Doctor.ask(environment, clock, "--subscription", "thumbs").get("read-backlog");

    assertThat(backlog.answer()).isEqualTo(Answer.unknown);
    assertThat(backlog.message())
        .startsWith("The emulator at 127.0.0.1:")
        .contains(" stands in for Pub/Sub only; whether ")
        .endsWith(" is granted at Google was not asked.");
  }
}
