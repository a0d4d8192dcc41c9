package dev.taskworkers.crds;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A pool of task workers that pull from one Pub/Sub subscription and follow its backlog. */
@Group("taskworkers.dev")
@Version("v1beta1")
@ShortNames("twp")
@AdditionalPrinterColumn(
    name = "Desired",
    jsonPath = ".status.desiredReplicas",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.readyReplicas", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Waiting",
    jsonPath = ".status.estimate.waiting",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "In flight",
    jsonPath = ".status.estimate.inFlight",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Rate",
    jsonPath = ".status.estimate.arrivalRate",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Evidence",
    jsonPath = ".status.estimate.arrivals",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.lastDecision.reason",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.lastDecision.message",
    type = Type.STRING,
    priority = 1)
public class TaskWorkerPool extends CustomResource<TaskWorkerPoolSpec, TaskWorkerPoolStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
