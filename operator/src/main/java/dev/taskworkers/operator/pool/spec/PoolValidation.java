// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.ResourceNames;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks what the schema can't, and again what it should have, and says in a sentence what is
 * wrong. An object that was stored past the schema becomes a status, never a crash.
 */
public final class PoolValidation {
  /** A pool's name is the value of a label. */
  private static final int LONGEST_NAME = 63;

  private final ResourceNames names;

  public PoolValidation(ResourceNames names) {
    this.names = names;
  }

  /**
   * The validated pool.
   *
   * @throws UsageException with a sentence for the pool's author
   */
  public Pool validate(TaskWorkerPool resource) {
    var subscription = subscription(resource);
    var spec = resource.getSpec();
    var metadata = resource.getMetadata();
    expect(
        metadata.getName().length() <= LONGEST_NAME,
        "metadata.name: expected at most 63 characters, but found " + metadata.getName().length());
    var handler = Handler.read(spec.handler());
    var tasks = TaskSettings.read(spec, handler);
    var template = WorkerTemplate.read(spec.template(), handler);
    var policy = PolicyValidation.validate(spec, handler, tasks.startRates());
    return new Pool(
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        subscription,
        Optional.ofNullable(spec.deadLetter())
            .map(deadLetter -> names.deadLetterTopic(deadLetter.topic(), subscription)),
        handler,
        tasks,
        template.pod(),
        template.worker(),
        spec.scaling().arrivals(),
        policy,
        Schedule.of(spec.scaling().schedule()),
        WorkerReader.read(Optional.ofNullable(spec.worker()), handler, template.pod()),
        spec.podDisruptionBudget() == TaskWorkerPoolSpec.Budget.Managed,
        Optional.ofNullable(metadata.getGeneration()).orElse(0L));
  }

  /**
   * The full name of a pool's subscription, whatever else is wrong with the pool.
   *
   * @throws UsageException when it can't be told
   */
  public ResourceName subscription(TaskWorkerPool resource) {
    resource
        .unreadable()
        .ifPresent(
            problem -> {
              throw new UsageException(problem);
            });
    var spec = resource.getSpec();
    expect(
        spec != null && spec.subscription() != null && spec.handler() != null,
        "spec.subscription, spec.handler and spec.template are required; see 'kubectl explain"
            + " twp.spec'");
    return names.subscription(spec.subscription(), Optional.ofNullable(spec.project()));
  }

  static void atLeast(int least, Integer found, String field) {
    expect(
        found != null && found >= least,
        field + ": expected " + least + " or more, but found " + found);
  }

  static Duration moreThanZero(String text, String field) {
    var duration = GoDuration.parse(text, field);
    expect(!duration.isZero(), field + ": expected more than 0s");
    return duration;
  }
}
