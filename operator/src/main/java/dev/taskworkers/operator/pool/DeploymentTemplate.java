// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Handler;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.PodFiles;
import dev.taskworkers.protocol.VerificationKeys;
import dev.taskworkers.protocol.WorkerEndpoints;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Renders a pool's Deployment: the user's pod template, and only what a worker needs added to it.
 * Empty and default values are left out, or server-side apply would see a difference each time; but
 * not what would keep a change from being rolled out if somebody else set it.
 */
final class DeploymentTemplate {
  /** The volume in which a worker notes which tasks it runs, in case its container crashes. */
  private static final String STATE = "taskworkers-state";

  /** The volume in which the kubelet tells a worker of its pod, and what proves orders to it. */
  private static final String POD = "taskworkers-pod";

  /** A worker that is dead to its probe gives nothing back: it need not have the time of a task. */
  private static final long DEAD_WITHIN = 30;

  /** A worker on a node without CPU to spare is slow, not dead; Kubernetes would wait a second. */
  private static final int PROBE_TIMEOUT = 10;

  /** Pods are replaced one after the other; Recreate would take all of them down at once. */
  static final String STRATEGY = "RollingUpdate";

  private final OperatorConfig config;

  public DeploymentTemplate(OperatorConfig config) {
    this.config = config;
  }

  public Deployment render(Pool pool, int replicas) {
    return new DeploymentBuilder()
        .withMetadata(Labels.metadata(pool))
        .withNewSpec()
        .withReplicas(replicas)
        .withPaused(false)
        .withNewStrategy()
        .withType(STRATEGY)
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(Map.of(ClusterNames.POOL, pool.name()))
        .endSelector()
        .withTemplate(podTemplate(pool))
        .endSpec()
        .build();
  }

  private PodTemplateSpec podTemplate(Pool pool) {
    var template = pool.template();
    var builder =
        new PodTemplateSpecBuilder(template)
            .withMetadata(
                new ObjectMetaBuilder(
                        template.getMetadata() == null
                            ? new ObjectMetaBuilder().build()
                            : template.getMetadata())
                    .addToLabels(Labels.of(pool.name()))
                    .build());
    if (pool.handler().has(Handler.Trait.OUR_WORKER)) {
      builder
          .editSpec()
          .addNewVolume()
          .withName(STATE)
          .withNewEmptyDir()
          .withSizeLimit(new Quantity("16", "Mi"))
          .endEmptyDir()
          .endVolume()
          .addNewVolume()
          .withName(POD)
          .withNewDownwardAPI()
          .withItems(
              file(PodFiles.NAMESPACE, "metadata.namespace"),
              file(PodFiles.NAME, "metadata.name"),
              file(PodFiles.UID, "metadata.uid"),
              file(
                  PodFiles.ORDER_KEYS,
                  "metadata.annotations['" + VerificationKeys.ANNOTATION + "']"))
          .endDownwardAPI()
          .endVolume()
          .endSpec();
    }
    if (InjectedWorker.isIn(pool)) {
      var spec = new PodSpecBuilder(builder.buildSpec());
      InjectedWorker.bring(pool, spec, config.workerImage());
      builder.withSpec(spec.build());
    }
    return builder
        .editSpec()
        .withContainers(containers(pool, template.getSpec().getContainers()))
        .withTerminationGracePeriodSeconds(gracePeriod(pool))
        .endSpec()
        .build();
  }

  private static DownwardAPIVolumeFile file(String name, String field) {
    return new DownwardAPIVolumeFileBuilder().withPath(name).withNewFieldRef("v1", field).build();
  }

  /** A whole task and a margin, or what the user gives if that is longer. */
  private static long gracePeriod(Pool pool) {
    var given = pool.template().getSpec().getTerminationGracePeriodSeconds();
    var needed = pool.tasks().gracePeriod().plus(PreStopHooks.beforeTheWorker(pool));
    return Math.max(needed.toSeconds(), given == null ? 0 : given);
  }

  private List<Container> containers(Pool pool, List<Container> given) {
    var containers = new ArrayList<>(given);
    var named = given.get(pool.worker());
    if (pool.handler().has(Handler.Trait.BESIDE_SERVER)) {
      containers.set(pool.worker(), outlivingTheWorker(named));
      containers.add(sidecar(pool, named));
    } else if (pool.handler().has(Handler.Trait.OUR_WORKER)) {
      var container = InjectedWorker.isIn(pool) ? InjectedWorker.starting(named) : named;
      containers.set(pool.worker(), ourWorker(pool, container));
    } else {
      var variables = WorkerEnvironment.forSelf(pool, config);
      containers.set(pool.worker(), withEnvironment(named, variables));
    }
    return containers;
  }

  /** The user's own values win, so that a template can override what is injected. */
  private static Container withEnvironment(Container container, List<EnvVar> added) {
    var own = container.getEnv().stream().map(EnvVar::getName).toList();
    var all =
        Stream.concat(
                container.getEnv().stream(),
                added.stream().filter(variable -> !own.contains(variable.getName())))
            .toList();
    return new ContainerBuilder(container).withEnv(all).build();
  }

  private Container ourWorker(Pool pool, Container container) {
    var builder =
        new ContainerBuilder(
            withEnvironment(
                container, WorkerEnvironment.forWorker(pool, container.getImage(), config)));
    builder
        .addNewVolumeMount()
        .withName(STATE)
        .withMountPath(WorkerEnvironment.STATE_FOLDER)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(POD)
        .withMountPath(Pool.POD_FOLDER)
        .withReadOnly(true)
        .endVolumeMount();
    if (container.getReadinessProbe() == null) {
      builder.withReadinessProbe(probe(WorkerEndpoints.READYZ, 1, 3).build());
    }
    if (container.getLivenessProbe() == null) {
      builder.withLivenessProbe(
          probe(WorkerEndpoints.LIVEZ, 10, 6)
              .withTerminationGracePeriodSeconds(DEAD_WITHIN)
              .build());
    }
    return builder.build();
  }

  private Container sidecar(Pool pool, Container server) {
    var settings = pool.workerSettings();
    var builder =
        new ContainerBuilder()
            .withName(Pool.SIDECAR)
            .withImage(config.workerImage())
            .withImagePullPolicy(settings.imagePullPolicy().orElse(InjectedWorker.PULL_POLICY))
            .withEnv(Sidecar.environment(settings, TracingVariables.of(server)))
            .withResources(settings.resources().orElse(config.workerResources()))
            .withVolumeMounts(settings.volumeMounts())
            .withSecurityContext(OwnContainer.securityContext(pool.template().getSpec()));
    return ourWorker(pool, builder.build());
  }

  /**
   * Kubernetes stops all containers at once; this hook lets the user's server live until the worker
   * beside it, which drains by its own signal, has finished its requests.
   */
  private Container outlivingTheWorker(Container server) {
    if (server.getLifecycle() != null && server.getLifecycle().getPreStop() != null) {
      return server;
    }
    var lifecycle =
        new LifecycleBuilder(
                server.getLifecycle() == null
                    ? new LifecycleBuilder().build()
                    : server.getLifecycle())
            .withNewPreStop()
            .withNewHttpGet()
            .withPath(WorkerEndpoints.DRAINED)
            .withNewPort(config.workerHealthPort())
            .endHttpGet()
            .endPreStop()
            .build();
    return new ContainerBuilder(server).withLifecycle(lifecycle).build();
  }

  private ProbeBuilder probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(config.workerHealthPort())
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(PROBE_TIMEOUT)
        .withFailureThreshold(failures);
  }
}
