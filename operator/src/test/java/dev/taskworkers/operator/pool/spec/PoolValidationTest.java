// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool becomes when it is right, and the sentence when it is wrong. */
final class PoolValidationTest {
  @Test
  void a_short_manifest_is_enough() {
    var pool = Manifests.valid(Manifests.exec());

    assertThat(pool.key()).isEqualTo("media/thumbs");
    assertThat(pool.subscription()).hasToString("projects/acme/subscriptions/thumbs");
    assertThat(pool.tasks().timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(pool.tasks().gracePeriod()).isEqualTo(Duration.ofMinutes(10).plusSeconds(30));
    assertThat(pool.policy()).isEqualTo(Policy.of(10, Duration.ofSeconds(30), 1, true));
  }

  @Test
  void a_subscription_that_is_an_id_is_in_the_project_of_the_spec_or_else_of_the_operator() {
    var id = "subscription: projects/acme/subscriptions/thumbs";
    var operator = new PoolValidation(new PubSubNames(Optional.of("ours")));

    assertThat(operator.subscription(Manifests.with(id, "subscription: thumbs")))
        .hasToString("projects/ours/subscriptions/thumbs");
    assertThat(operator.subscription(Manifests.with(id, "subscription: thumbs\n  project: theirs")))
        .hasToString("projects/theirs/subscriptions/thumbs");
  }

  @DisplayName("a project that can't be one")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"a/b", "''", "projects/acme"})
  void a_project_is_one_word(String project) {
    var manifest =
        Manifests.with(
            "subscription: projects/acme/subscriptions/thumbs",
            "subscription: thumbs\n  project: " + project);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> new PoolValidation(new PubSubNames(Optional.empty())).subscription(manifest))
        .withMessageStartingWith("spec.project: expected the ID of a project, but found '");
  }

  @Test
  void a_dead_letter_topic_that_is_an_id_is_in_the_project_of_the_subscription() {
    assertThat(Manifests.valid(Manifests.with("deadLetter: {topic: dead}")).deadLetterTopic())
        .hasToString("Optional[projects/acme/topics/dead]");
  }

  @Test
  void the_container_named_worker_runs_the_tasks_or_else_the_first() {
    var containers = "{name: worker, image: \"acme/thumbs:1\"}";

    assertThat(Manifests.valid(Manifests.with(containers, "{name: a}, {name: worker}")).worker())
        .isEqualTo(1);
    assertThat(Manifests.valid(Manifests.with(containers, "{name: a}, {name: b}")).worker())
        .isZero();
  }

  @ParameterizedTest(name = "{0} is {1} tasks a second")
  @CsvSource({"10/s, 10", "90/m, 1.5", "1800/h, 0.5"})
  void a_rate_limit_counts_in_the_decision(String rate, double perSecond) {
    var limited = Manifests.with("rateLimit: {perPool: " + rate + "}");

    assertThat(Manifests.valid(limited).policy().rateLimit())
        .contains(new RateLimit(OptionalDouble.empty(), OptionalDouble.of(perSecond)));
  }

  @Test
  void a_foreign_image_does_not_report() {
    var self = Manifests.with("{exec: {command: [/app/thumbnail, --fast]}}", "{self: {}}");

    assertThat(Manifests.valid(self).policy().workersReport()).isFalse();
  }

  @Test
  void a_number_of_replicas_pins_the_pool() {
    assertThat(Manifests.valid(Manifests.with("replicas: 0")).policy().pinned()).hasValue(0);
  }

  @DisplayName("a line that is wrong")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "concurrency: x | spec can't be read: Cannot deserialize value of type",
        "concurrency: 0 | spec.concurrency: expected 1 or more, but found 0.",
        "taskTimeout: soon | spec.taskTimeout",
        "taskTimeout: 0s | spec.taskTimeout: expected more than 0s, but found '0s'.",
        "maxTaskTimeout: 9m | spec.maxTaskTimeout must not be shorter than spec.taskTimeout.",
        "rateLimit: {} | spec.rateLimit needs perPod, perPool or both.",
        "rateLimit: {perPod: fast} | spec.rateLimit.perPod: expected 1 to 999999 tasks per s, m or h, for example 10/s or 100/m, but found 'fast'.",
        "rateLimit: {perPool: 0/s} | spec.rateLimit.perPool: expected 1 to 999999 tasks per s",
        "recycle: {} | spec.recycle needs afterTasks, afterMemory or both.",
        "recycle: {afterTasks: 0} | spec.recycle.afterTasks: expected 1 or more, but found 0.",
        "recycle: {afterMemory: much} | spec.recycle.afterMemory: expected an amount such as 700Mi or 2Gi, but found 'much'.",
        "recycle: {afterTasks: 9} | spec.recycle needs handler.java.",
        "deduplication: {} | spec.deduplication.attribute: expected the name of an attribute, for example order-id, but found none.",
        "deduplication: {attribute: a, window: soon} | spec.deduplication.window: expected a duration",
        "deduplication: {attribute: a, window: 0s} | spec.deduplication.window: expected more than 0s.",
        "batch: {} | spec.batch.size: expected 1 or more, but found null.",
        "batch: {size: 9} | spec.batch.size must not be more than spec.concurrency",
        "batch: {size: 1, within: 0s} | spec.batch.within: expected more than 0s.",
        "batch: {size: 1} | spec.batch needs handler.java or handler.http.",
        "replicas: -1 | spec.replicas: expected 0 or more, but found -1.",
        "mode: Sometimes | spec can't be read: Cannot deserialize value",
        "deadLetter: {} | spec.deadLetter.topic: expected projects/PROJECT/topics/ID or an ID, but found 'null'.",
        "deadLetter: {topic: a/b} | spec.deadLetter.topic: expected projects/PROJECT/topics/ID or an ID",
        "retry: {minBackoff: often} | spec.retry.minBackoff",
        "retry: {minBackoff: 2m, maxBackoff: 1m} | spec.retry.minBackoff must not be longer than",
        "retry: {maxBackoff: 1h} | spec.retry.maxBackoff must be at most 10m",
        "retry: {maxAttempts: 0} | spec.retry.maxAttempts: expected 1 or more, but found 0.",
        "scaling: {minReplicas: -1} | spec.scaling.minReplicas: expected 0 or more",
        "scaling: {maxReplicas: 0} | spec.scaling.maxReplicas: expected 1 or more",
        "scaling: {minReplicas: 5, maxReplicas: 4} | spec.scaling.minReplicas must not be more than",
        "scaling: {objective: {maxWait: x}} | spec.scaling.objective.maxWait",
        "scaling: {fallback: {replicas: 11}} | spec.scaling.fallback.replicas must not be more than",
        "scaling: {fallback: {replicas: 1, after: x}} | spec.scaling.fallback.after",
        "scaling: {fallback: {}} | spec.scaling.fallback.replicas: expected 1 or more, but found null.",
        "scaling: {schedule: [{}]} | spec.scaling.schedule.minReplicas: expected 0 or more, but found null.",
        "scaling: {schedule: [{minReplicas: 1}]} | spec.scaling.schedule[0].cron: expected five fields as in crontab",
        "scaling: {schedule: [{minReplicas: 11, cron: ~0 8 * * *~, duration: 1h}]} | spec.scaling.schedule.minReplicas must not be more than",
        "scaling: {schedule: [{minReplicas: 1, cron: ~0 25 * * *~, duration: 1h}]} | spec.scaling.schedule[0].cron: expected five fields",
        "scaling: {schedule: [{minReplicas: 1, cron: ~0 8 * * *~}]} | spec.scaling.schedule[0].duration",
        "scaling: {schedule: [{minReplicas: 1, cron: ~0 8 * * *~, duration: 1h, timeZone: Mars/Base}]} | spec.scaling.schedule[0].timeZone: expected a time zone such as Europe/Berlin, but found 'Mars/Base'.",
        "scaling: {behavior: {scaleUp: {policies: [{}]}}} | spec.scaling.behavior: expected type Pods or Percent",
        "scaling: {behavior: {scaleUp: {policies: [{type: Pods}]}}} | spec.scaling.behavior: value of a policy: expected 1 or more, but found null.",
      })
  void wrong_line(String line, String sentence) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(Manifests.with(line.replace('~', '"'))))
        .withMessageContaining(sentence);
  }

  @DisplayName("a part that is wrong")
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "subscription: projects/acme/subscriptions/thumbs | subscription: a/b | spec.subscription: expected projects/PROJECT/subscriptions/ID or an ID, but found 'a/b'.",
        "subscription: projects/acme/subscriptions/thumbs | subscription: //pubsub.googleapis.com/projects/acme/subscriptions/thumbs | spec.subscription: expected projects/PROJECT/subscriptions/ID or an ID, but found '//pubsub",
        "subscription: projects/acme/subscriptions/thumbs | subscription: projects/123456789012/subscriptions/thumbs | spec.subscription: expected the ID of a project, but found its number 123456789012",
        "subscription: projects/acme/subscriptions/thumbs | subscription: thumbs | names no project: write projects/PROJECT/subscriptions/thumbs, set spec.project, or give the operator "
            + EnvVars.PROJECT_ID
            + ".",
        "subscription: projects/acme/subscriptions/thumbs | project: acme | spec.subscription, spec.handler and spec.template are required",
        "{exec: {command: [/app/thumbnail, --fast]}} | {} | spec.handler needs exactly one of",
        "{exec: {command: [/app/thumbnail, --fast]}} | {self: {}, http: {}} | spec.handler needs exactly one of",
        "[/app/thumbnail, --fast] | [] | spec.handler.exec.command: expected a program and its arguments, but found [].",
        "[/app/thumbnail, --fast] | [null] | spec can't be read: Invalid `null` value encountered for property \"command\".",
        "{exec: {command: [/app/thumbnail, --fast]}} | {java: {}} | spec.handler.java.className: expected the name of a class",
        "{exec: {command: [/app/thumbnail, --fast]}} | {http: {deadLetterOn: [200]}} | spec.handler.http.deadLetterOn and dropOn: expected statuses from 400 to 599, but found [200] and [].",
        "{exec: {command: [/app/thumbnail, --fast]}} | {http: {dropOn: [null]}} | spec can't be read: Invalid `null` value encountered for property \"dropOn\".",
        "{exec: {command: [/app/thumbnail, --fast]}} | {http: {deadLetterOn: [410], dropOn: [410]}} | must not name the same status",
        "name: thumbs | name: a2345678901234567890123456789012345678901234567890123456789012345 | metadata.name: expected at most 63 characters, but found 65.",
        "[{name: worker, image: ~acme/thumbs:1~}] | [] | expected at least one container",
      })
  void wrong_part(String part, String other, String sentence) {
    var resource = Manifests.with(part.replace('~', '"'), other);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(resource))
        .withMessageContaining(sentence);
  }

  @DisplayName("a template that is none")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "null | expected at least one container, but found none.",
        "{} | expected at least one container, but found none.",
        "{spec: {containers: []}} | expected at least one container, but found none.",
        "{spec: {containers: null}} | expected at least one container, but found none.",
        "{spec: {containers: [null]}} | Invalid `null` value encountered for property \"containers\".",
        "{spec: {containers: [{image: x}]}} | spec.template.spec.containers: expected a name for each, but one has none.",
        "{spec: {containers: [{name: w, env: [{}]}]}} | spec.template.spec.containers[0].env: expected a name for each",
        "{spec: {containers: [{name: w}], initContainers: [{env: [{}]}]}} | spec.template.spec.initContainers[0].env: expected a name for each",
        "{spec: {containers: [{name: w}], volumes: [{}]}} | spec.template.spec.volumes: expected a name for each",
        "{spec: {containers: [{name: w, lifecycle: {preStop: {sleep: {seconds: 9223372036854775807}}}}]}}"
            + " | spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds: expected at most 86400, but found 9223372036854775807.",
        "{spec: {containers: [{name: w, env: [{name: TASKWORKERS_POD_INFO_DIR, value: /mine}]}]}}"
            + " | spec.template.spec.containers[0].env: expected no variable TASKWORKERS_POD_INFO_DIR, by which the worker finds the keys",
        "{spec: {containers: none}} | spec.template is not a pod template: Cannot",
        "{spec: [1]} | spec.template is not a pod template: Cannot",
        "{metadata: {annotations: {taskworkers.dev/drain: 'true'}}, spec: {containers: [{name: c}]}}"
            + " | annotate the one pod that should go",
        "a template | spec.template is not a pod template: Cannot",
      })
  void wrong_template(String template, String sentence) {
    var given = "{spec: {containers: [{name: worker, image: \"acme/thumbs:1\"}]}}";

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(Manifests.with(given, template)))
        .withMessageContaining(sentence);
  }

  @Test
  void what_is_empty_in_a_template_is_absent() {
    var template = "{spec: {containers: [{name: worker, image: \"acme/thumbs:1\"}]}}";
    var empty =
        "{metadata: null, spec: {volumes: null, initContainers: null, containers: [{name: worker,"
            + " image: \"acme/thumbs:1\", env: null, volumeMounts: null, resources: {limits: {cpu: null}}}]}}";

    assertThat(Manifests.valid(Manifests.with(template, empty)).template().getSpec().getVolumes())
        .isEmpty();
  }

  @DisplayName("a volume over the keys that prove orders")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/var/run/taskworkers/pod",
        "/var/run/taskworkers/pod/",
        "/run/taskworkers/pod/order-keys",
        "//var/./run/x/../taskworkers/pod",
      })
  void wrong_mount(String path) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(mounting(path)))
        .withMessageContaining(
            "spec.template.spec.containers[0].volumeMounts of the worker: expected no volume at"
                + " /var/run/taskworkers/pod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/var/run/taskworkers", "/var/run/taskworkers/pods", "/app", "pod"})
  void a_volume_may_be_elsewhere(String path) {
    assertThat(Manifests.valid(mounting(path))).isNotNull();
  }

  private static TaskWorkerPool mounting(String path) {
    return Manifests.with(
        "name: worker,",
        "name: worker, volumeMounts: [{name: v, mountPath: '%s'}],".formatted(path));
  }

  @DisplayName("where the operator brings the worker, a template may not have")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "arguments | args: [serve] | containers[0].args of the worker: expected none, because the worker that the operator starts takes no arguments, but found [serve]; remove them, or give the worker's container a command",
        "a volume over the worker | volumeMounts: [{name: v, mountPath: /opt/taskworkers/}]"
            + " | containers[0].volumeMounts of the worker: expected no volume at /opt/taskworkers, where the operator brings the worker, but found '/opt/taskworkers/'; choose another path, or give the worker's container a command",
        "a volume over a part of it | volumeMounts: [{name: v, mountPath: /opt/taskworkers/app}]"
            + " | containers[0].volumeMounts of the worker: expected no volume at /opt/taskworkers",
        "a volume of its name | image: a}], volumes: [{name: taskworkers-runtime"
            + " | volumes: the operator needs the name 'taskworkers-runtime' to bring the worker; choose another one, or give",
        "an init container of its name | image: a}], initContainers: [{name: taskworkers-runtime"
            + " | initContainers: the operator needs the name 'taskworkers-runtime'",
        "a container of its name | image: a}, {name: taskworkers-runtime"
            + " | containers: the operator needs the name 'taskworkers-runtime'",
      })
  void taken_by_the_injected_worker(String what, String given, String sentence) {
    var template = "{spec: {containers: [{name: worker, %s}]}}";
    var plain = template.formatted("image: \"acme/thumbs:1\"");
    var starting = "command: [/start], " + given;

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(Manifests.with(plain, template.formatted(given))))
        .withMessageContaining("spec.template.spec." + sentence);
    assertThat(Manifests.valid(Manifests.with(plain, template.formatted(starting))))
        .as("a container with a command starts its own")
        .isNotNull();
  }

  @Test
  void the_name_of_the_worker_beside_an_http_server_is_taken() {
    var pool =
        Manifests.read(
            """
            metadata: {name: p, namespace: n, uid: u}
            spec:
              subscription: projects/acme/subscriptions/s
              handler: {http: {}}
              template: {spec: {containers: [{name: taskworkers}]}}
            """);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(pool))
        .withMessageContaining("the name 'taskworkers' is that of the worker");
  }
}
