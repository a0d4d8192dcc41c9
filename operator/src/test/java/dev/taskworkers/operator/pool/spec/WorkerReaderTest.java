// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskworkers.runtime.UsageException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of the worker's own process. */
final class WorkerReaderTest {
  private static Pool read(String handler, String worker) {
    return Manifests.valid(
        Manifests.read(
            """
            metadata: {name: thumbs, namespace: media, uid: u1}
            spec:
              subscription: projects/acme/subscriptions/thumbs
              handler: %s
              worker: %s
              template: {spec: {volumes: [{name: key}], containers: [{name: w, image: w}]}}
            """
                .formatted(handler, worker)));
  }

  @DisplayName("a setting that does nothing or can't be used is refused in a sentence")
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{self: {}} | {logLevel: Debug} | spec.worker does nothing for handler.self",
        "{exec: {command: [a]}} | {resources: {}} | need handler.http",
        "{java: {className: A}} | {env: [{name: A}]} | need handler.http",
        "{http: {}} | {volumeMounts: [{name: kez, mountPath: /k}]} | but found 'kez'",
        "{http: {}} | {volumeMounts: [{name: key, mountPath: /run/taskworkers/pod}]} | spec.worker.volumeMounts: expected no volume at /var/run/taskworkers/pod",
        "{http: {}} | {resources: {limits: {memory: much}}} | spec.worker.resources.limits.memory: expected an amount such as 50m or 128Mi, but found 'much'",
        "{http: {}} | {resources: {requests: {cpu: 600m}, limits: {cpu: 0.5}}} | spec.worker.resources.requests.cpu: expected at most the limit, 0.5, but found 600m",
        "{http: {}} | {resources: {requests: {cpu: -1}}} | spec.worker.resources.requests.cpu"
      })
  void wrong(String handler, String worker, String sentence) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> read(handler, worker))
        .withMessageContaining(sentence);
  }

  @Test
  void the_log_level_is_for_every_worker_of_ours() {
    var settings = read("{exec: {command: [a]}}", "{logLevel: Debug}").workerSettings();

    assertThat(settings.logLevel()).contains("debug");
  }

  @Test
  void a_volume_of_the_template_is_mounted_beside_a_server() {
    var settings =
        read("{http: {}}", "{volumeMounts: [{name: key, mountPath: /k}]}").workerSettings();

    assertThat(settings.volumeMounts())
        .singleElement()
        .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/k"));
  }
}
