// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import java.util.Locale;

/** Who scales, and with which settings. */
enum ScalerUnderTest {
  OURS,
  /** As it is when only the subscription is given. */
  KEDA(
      10,
      """
        pollingInterval: 30
        cooldownPeriod: 300
      """),
  /** As a user may tune it who wants short waits: the value that scaling.md gives for KEDA. */
  KEDA_TUNED(
      0.7 * ScalerUnderTest.CONCURRENCY,
      """
        pollingInterval: 5
        cooldownPeriod: 60
        advanced:
          horizontalPodAutoscalerConfig:
            behavior:
              scaleUp: {policies: [{type: Pods, value: 100, periodSeconds: 15}]}
              scaleDown: {stabilizationWindowSeconds: 60}
      """);

  static final String PROJECT = "acme";
  static final int MOST_PODS = 6;

  /** Tasks that a pod runs at once. */
  static final int CONCURRENCY = 4;

  private final double value;
  private final String settings;

  ScalerUnderTest() {
    this(Double.NaN, "");
  }

  ScalerUnderTest(double value, String settings) {
    this.value = value;
    this.settings = settings;
  }

  /** Of the results, the Deployment and all else. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String space() {
    return "bench-" + word();
  }

  String topic() {
    return "projects/" + PROJECT + "/topics/" + space();
  }

  String subscription() {
    return "projects/" + PROJECT + "/subscriptions/" + space();
  }

  /**
   * What a user applies: a pool, or a ScaledObject for a Deployment that is there. KEDA is told to
   * look back ten minutes, since by itself it looks back two, and a sample takes two to show.
   */
  String manifest() {
    return this == OURS
        ? """
          apiVersion: taskworkers.dev/v1beta1
          kind: TaskWorkerPool
          metadata: {name: %s}
          spec:
            subscription: %s
            handler: {java: {className: %s}}
            concurrency: %d
            taskTimeout: 1m
            template:
              spec:
                automountServiceAccountToken: false
                containers:
                  - name: worker
                    image: %s
                    command: [/opt/taskworkers/worker]
                    resources: {requests: {cpu: 50m, memory: 128Mi}, limits: {memory: 256Mi}}
            scaling: {maxReplicas: %d}
          """
            .formatted(
                word(),
                subscription(),
                TimedTask.class.getName(),
                CONCURRENCY,
                TaskImage.NAME,
                MOST_PODS)
        : """
          apiVersion: keda.sh/v1alpha1
          kind: TriggerAuthentication
          metadata: {name: google}
          spec:
            secretTargetRef:
              - {parameter: GoogleApplicationCredentials, name: google, key: key.json}
          ---
          apiVersion: keda.sh/v1alpha1
          kind: ScaledObject
          metadata: {name: %1$s}
          spec:
            scaleTargetRef: {name: %1$s}
            maxReplicaCount: %2$d
            triggers:
              - type: gcp-pubsub
                authenticationRef: {name: google}
                metadata: {subscriptionName: %3$s, value: '%4$s', timeHorizon: 10m}
          %5$s"""
            .formatted(word(), MOST_PODS, subscription(), value, settings);
  }
}
