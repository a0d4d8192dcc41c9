// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes a pod's status when it has changed. */
final class PodStatusWriter {
  private final KubernetesClient client;
  private final Pod pod;
  private final String address;
  private Instant scheduledAt = Instant.EPOCH;
  private String written = "";

  PodStatusWriter(KubernetesClient client, Pod pod, String address) {
    this.client = client;
    this.pod = pod;
    this.address = address;
  }

  void scheduled(Instant now) {
    scheduledAt = now;
    write(false, List.of(), now);
  }

  void ready(boolean ready, List<ContainerRunner> containers, Instant now) {
    write(ready, containers, now);
  }

  private void write(boolean ready, List<ContainerRunner> containers, Instant now) {
    var statuses = containers.stream().map(PodStatusWriter::status).toList();
    var text = ready + " " + statuses;
    if (text.equals(written)) {
      return;
    }
    client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .edit(current -> updated(current, ready, statuses, now));
    written = text;
  }

  private Pod updated(Pod current, boolean ready, List<ContainerStatus> statuses, Instant now) {
    return new PodBuilder(current)
        .editSpec()
        .withNodeName("local")
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address)
        .withStartTime(text(scheduledAt))
        .withConditions(
            new PodConditionBuilder()
                .withType("PodScheduled")
                .withStatus("True")
                .withLastTransitionTime(text(scheduledAt))
                .build(),
            new PodConditionBuilder()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(text(now))
                .build())
        .withContainerStatuses(statuses)
        .endStatus()
        .build();
  }

  private static ContainerStatus status(ContainerRunner container) {
    return new ContainerStatusBuilder()
        .withName(container.name())
        .withReady(container.isReady())
        .withRestartCount(container.restarts())
        .withStarted(container.isAlive())
        .build();
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
