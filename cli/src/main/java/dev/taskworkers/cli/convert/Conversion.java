// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A ScaledObject as pools: one for each subscription that it scales by.
 *
 * @param origin the ScaledObject and what it scales
 * @param missing what has the pods' template, if that was not found
 * @param pools the resources, each as it is written
 * @param notes what became of each field
 */
record Conversion(
    Origin origin, Optional<String> missing, List<Map<String, Object>> pools, Notes notes) {
  static final String NO_SUBSCRIPTION = "REPLACE-WITH-THE-SUBSCRIPTION";
  static final String NO_IMAGE = "REPLACE-WITH-THE-IMAGE";

  /** What Kubernetes takes for the name of an object; each goes into a command that is printed. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private static final Pattern KIND = Pattern.compile("[A-Za-z]{1,63}");

  /** A pod is given this long beside the time of its tasks. */
  private static final int LONGEST_TASK = 24 * 60 * 60;

  /**
   * What is converted.
   *
   * @param target the name of what KEDA scales
   */
  record Origin(String name, Optional<String> namespace, String kind, String target) {}

  /**
   * Converts.
   *
   * @param manifests where a TriggerAuthentication may be, too
   * @param deployments where the pods' template is
   * @param names which are taken
   * @throws UsageException when it scales by nothing of Pub/Sub, or is not valid for KEDA either
   */
  static Conversion of(
      JsonNode scaledObject, Manifests manifests, Manifests deployments, PoolNames names) {
    var notes = new Notes();
    var root = new Fields("", scaledObject);
    var metadata = root.object("metadata");
    var spec = root.object("spec");
    var origin = origin(metadata, spec.object("scaleTargetRef"));
    var scaled =
        deployments.find(origin.kind(), origin.target(), origin.namespace()).map(Workload::new);
    var workload = scaled.filter(Workload::hasTemplate);
    var envContainer = spec.object("scaleTargetRef").text("envSourceContainerName");

    var triggers =
        new Triggers(
            notes, new SubscriptionTrigger(notes, workload, envContainer, manifests, origin));
    triggers.read(spec.objects("triggers"));
    if (triggers.subscriptions().isEmpty()) {
      throw new UsageException(
          "expected a trigger on a Pub/Sub subscription, but found "
              + (triggers.others().isEmpty() ? "none" : String.join(", ", triggers.others()))
              + ". A pool follows a subscription; stay with KEDA for this one.");
    }
    var labels = Labels.of(metadata.object("labels"), notes);
    var annotations = new Annotations(metadata.object("annotations"), notes);
    var common = new LinkedHashMap<String, Object>();
    taskTimeout(workload, notes).ifPresent(timeout -> common.put("taskTimeout", timeout));
    common.put("mode", annotations.paused() ? "Paused" : "Advise");
    annotations.pinned().ifPresent(replicas -> common.put("replicas", replicas));
    common.put("scaling", new ScalingFields(spec, annotations, notes).read(triggers.windows()));
    common.put("template", template(scaled, origin, notes));
    envContainer.ifPresent(
        container ->
            notes.leftOut(
                "spec.scaleTargetRef.envSourceContainerName",
                "the operator gives GCP_PROJECT_ID and GCP_PUBSUB_SUBSCRIPTION_ID to the container"
                    + " named 'worker', or else to the first one, and not to "
                    + container));
    leaveOutTheRest(root, metadata, spec, notes);
    return new Conversion(
        origin,
        missing(scaled, origin),
        pools(origin, labels, triggers, common, notes, names),
        notes);
  }

  private static Origin origin(Fields metadata, Fields target) {
    target.take("apiVersion");
    return new Origin(
        named(metadata, "metadata.name", NAME).orElseThrow(() -> missing("metadata.name")),
        named(metadata, "metadata.namespace", NAME),
        named(target, "spec.scaleTargetRef.kind", KIND).orElse("Deployment"),
        named(target, "spec.scaleTargetRef.name", NAME)
            .orElseThrow(() -> missing("spec.scaleTargetRef.name")));
  }

  private static Optional<String> named(Fields fields, String path, Pattern form) {
    var name = fields.text(path.substring(path.lastIndexOf('.') + 1));
    if (name.isPresent() && !form.matcher(name.get()).matches()) {
      throw new UsageException(
          path + ": expected a name that Kubernetes takes, but found '" + name.get() + "'.");
    }
    return name;
  }

  private static UsageException missing(String field) {
    return new UsageException("expected " + field + ", but found none.");
  }

  private static List<Map<String, Object>> pools(
      Origin origin,
      Map<String, String> labels,
      Triggers triggers,
      Map<String, Object> common,
      Notes notes,
      PoolNames names) {
    var subscriptions = triggers.subscriptions();
    if (subscriptions.size() > 1) {
      notes.leftOut(
          "spec.triggers",
          "a pool pulls from one subscription, so there are "
              + subscriptions.size()
              + " pools. Let the pods of each pull from its own alone, which the operator names in"
              + " GCP_PROJECT_ID and GCP_PUBSUB_SUBSCRIPTION_ID. Each pool has the bounds of all");
    }
    var pools = new ArrayList<Map<String, Object>>();
    for (var subscription : subscriptions) {
      var suffix = subscriptions.size() == 1 ? "" : "-" + (pools.size() + 1);
      var spec = new LinkedHashMap<String, Object>();
      spec.put("subscription", subscription);
      spec.put("handler", Map.of("self", Map.of()));
      spec.put("concurrency", 1);
      spec.putAll(common);
      triggers
          .maxWait(subscription)
          .ifPresent(wait -> spec.computeIfPresent("scaling", (f, s) -> waiting(s, wait)));
      var metadata = new LinkedHashMap<String, Object>();
      metadata.put("name", names.take(origin, suffix));
      origin.namespace().ifPresent(namespace -> metadata.put("namespace", namespace));
      if (!labels.isEmpty()) {
        metadata.put("labels", labels);
      }
      var pool = new LinkedHashMap<String, Object>();
      pool.put("apiVersion", HasMetadata.getApiVersion(TaskWorkerPool.class));
      pool.put("kind", "TaskWorkerPool");
      pool.put("metadata", metadata);
      pool.put("spec", spec);
      pools.add(pool);
    }
    return List.copyOf(pools);
  }

  private static Map<Object, Object> waiting(Object scaling, String maxWait) {
    var copy = new LinkedHashMap<Object, Object>((Map<?, ?>) scaling);
    copy.put("objective", Map.of("maxWait", maxWait));
    return copy;
  }

  private static Optional<String> taskTimeout(Optional<Workload> workload, Notes notes) {
    var given = workload.flatMap(Workload::gracePeriod).filter(s -> s > 0 && s <= LONGEST_TASK);
    given.ifPresent(
        seconds ->
            notes.mapped(
                "terminationGracePeriodSeconds of the pods",
                "spec.taskTimeout: a pod that has to go has this long to end its tasks, and 30 s"
                    + " more"));
    return given.map(seconds -> seconds + "s");
  }

  private static Optional<String> missing(Optional<Workload> scaled, Origin origin) {
    return scaled.isEmpty()
        ? Optional.of(origin.kind() + " " + origin.target())
        : scaled.filter(found -> !found.hasTemplate()).map(Workload::templateOwner);
  }

  private static Object template(Optional<Workload> scaled, Origin origin, Notes notes) {
    var what = origin.kind() + " " + origin.target();
    var workload = scaled.filter(Workload::hasTemplate);
    if (workload.isEmpty()) {
      var owner = missing(scaled, origin).orElseThrow();
      notes.leftOut(
          "spec.scaleTargetRef",
          scaled.isEmpty()
              ? "the pods' template is in "
                  + owner
                  + "; give its manifest with --deployment, or write it as spec.template"
              : what
                  + " has no pod template"
                  + (owner.equals(what)
                      ? "; write the right one as spec.template"
                      : " of its own: its workloadRef names "
                          + owner
                          + ". Write that one's as spec.template"));
      return Map.of(
          "spec", Map.of("containers", List.of(named(ClusterNames.WORKER_CONTAINER, NO_IMAGE))));
    }
    notes.mapped("spec.template of " + what, "spec.template, as it stands");
    for (var name : workload.get().rest()) {
      notes.leftOut("spec." + name + " of " + what, workload.get().why(name));
    }
    return workload.get().template();
  }

  private static Map<String, Object> named(String name, String image) {
    var container = new LinkedHashMap<String, Object>();
    container.put("name", name);
    container.put("image", image);
    return container;
  }

  /** Nothing is lost unsaid, not even what KEDA has learned since. */
  private static void leaveOutTheRest(Fields root, Fields metadata, Fields spec, Notes notes) {
    root.take("apiVersion");
    root.take("kind");
    root.take("status");
    for (var name :
        List.of(
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "managedFields",
            "finalizers",
            "ownerReferences",
            "selfLink")) {
      metadata.take(name);
    }
    metadata.object("annotations").take("kubectl.kubernetes.io/last-applied-configuration");
    var advanced = spec.object("advanced");
    if (advanced.has("restoreToOriginalReplicaCount")) {
      var restores = advanced.text("restoreToOriginalReplicaCount").filter("true"::equals);
      notes.leftOut(
          advanced.path("restoreToOriginalReplicaCount"),
          "a pool takes its Deployment with it when it is deleted"
              + (restores.isPresent()
                  ? ". Set it to false before you delete the ScaledObject, or the old pods come"
                      + " back"
                  : ""));
    }
    if (advanced.has("scalingModifiers")) {
      advanced.take("scalingModifiers");
      notes.leftOut(
          advanced.path("scalingModifiers"), "a pool decides by its objective, not by a formula");
    }
    root.unreadPaths().forEach(path -> notes.leftOut(path, "a pool has nothing like it"));
  }
}
