// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.process.RecordedCalls.Call;
import dev.taskworkers.operator.pubsub.Permission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The permissions that people grant are those of the calls that the operator makes, from a pool's
 * first look over a change of the leader to its end: none is missing, and none is too many.
 */
final class UsedPermissionsTest extends OperatorOnFastClock {
  private static final String DOORBELL = "taskworkers-doorbell-";

  /** As Google documents what each method takes; by the method and whether it is on a doorbell. */
  private static final Map<String, Set<Permission>> TAKES = new HashMap<>();

  static {
    TAKES.put("ListTimeSeries", Set.of(Permission.READ_BACKLOG));
    TAKES.put("GetSubscription", Set.of(Permission.LOOK_AT_SUBSCRIPTION));
    TAKES.put("ListTopicSubscriptions", Set.of(Permission.LOOK_AT_DEAD_LETTERS));
    TAKES.put("Pull", Set.of(Permission.PROBE));
    TAKES.put("ModifyAckDeadline", Set.of(Permission.PROBE));
    TAKES.put("GetSubscription of a doorbell", Set.of(Permission.LOOK_AT_DOORBELL));
    TAKES.put(
        "CreateSubscription of a doorbell",
        Set.of(Permission.CREATE_DOORBELL, Permission.ATTACH_DOORBELL));
    TAKES.put("DeleteSubscription of a doorbell", Set.of(Permission.DELETE_DOORBELL));
    TAKES.put("StreamingPull of a doorbell", Set.of(Permission.HEAR_DOORBELL));
    TAKES.put("Seek of a doorbell", Set.of(Permission.HEAR_DOORBELL));
  }

  private RecordedCalls pubsub;
  private RecordedCalls monitoring;

  @BeforeEach
  void startRecording() {
    pubsub = new RecordedCalls(cloud.pubsubPort());
    monitoring = new RecordedCalls(cloud.monitoringPort());
  }

  @AfterEach
  void stopRecording() {
    operators.forEach(OperatorProcess::close);
    operators.clear();
    pubsub.close();
    monitoring.close();
  }

  private Set<String> calls() {
    return Stream.concat(pubsub.calls().stream(), monitoring.calls().stream())
        .map(UsedPermissionsTest::named)
        .collect(Collectors.toSet());
  }

  private static String named(Call call) {
    return call.method() + (call.request().contains(DOORBELL) ? " of a doorbell" : "");
  }

  private Set<Permission> used() {
    var used = EnumSet.noneOf(Permission.class);
    calls().forEach(call -> used.addAll(TAKES.getOrDefault(call, Set.of())));
    return used;
  }

  @Test
  void are_those_of_the_calls_that_are_made_and_no_others() {
    var deadLetters = account.newTopic();
    newSubscriptionOf(deadLetters);
    var google =
        Map.of(
            "PUBSUB_EMULATOR_HOST", pubsub.host(), "MONITORING_EMULATOR_HOST", monitoring.host());
    var first = operator(google);
    store("heard", pool(subscription, ", deadLetter: {topic: \"%s\"}".formatted(deadLetters)));
    store("probed", pool(newSubscription(), ", scaling: {arrivals: Probe}"));
    soon().until(() -> doorbells() == 1 && isReady("n", "heard") && isReady("n", "probed"));
    account.publish(topic, "a task");
    soon().until(() -> calls().contains("ModifyAckDeadline"));
    soon().until(() -> calls().contains("StreamingPull of a doorbell"));
    close(first);
    operator(google);
    soon().until(() -> calls().contains("Seek of a doorbell"));
    pool("heard").delete();

    soon().until(() -> used().equals(EnumSet.allOf(Permission.class)));
    assertThat(calls()).isEqualTo(TAKES.keySet());
  }

  private void newSubscriptionOf(String ofTopic) {
    account.newSubscription(ofTopic, "letters");
  }

  private static String pool(String subscription, String more) {
    return "{subscription: \"%s\", handler: {exec: {command: [run]}}%s,"
            .formatted(subscription, more)
        + " template: {spec: {containers: [{name: c, image: steady}]}}}";
  }
}
