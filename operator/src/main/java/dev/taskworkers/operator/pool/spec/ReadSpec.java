// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.runtime.UsageException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool's spec, read when it is new and not at every look: between two ticks it hardly ever
 * changes. Thread-safe.
 */
public final class ReadSpec {
  /**
   * What was read.
   *
   * @param pool empty where the spec is wrong
   * @param problem what is wrong with it; empty where nothing is
   */
  private record Known(TaskWorkerPoolSpec spec, Optional<Pool> pool, String problem) {
    boolean isOf(TaskWorkerPoolSpec other) {
      return spec == other || spec.equals(other);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ReadSpec.class);

  private final PoolValidation validation;
  private volatile Optional<Known> known = Optional.empty();

  public ReadSpec(PoolValidation validation) {
    this.validation = validation;
  }

  /**
   * The validated pool; the very same as before while its spec is.
   *
   * @throws UsageException with a sentence for the pool's author
   */
  public Pool read(TaskWorkerPool resource) {
    var spec = resource.getSpec();
    if (spec == null || resource.unreadable().isPresent()) {
      return validation.validate(resource);
    }
    var read = known.filter(before -> before.isOf(spec)).orElseGet(() -> read(resource, spec));
    known = Optional.of(read);
    return read.pool().orElseThrow(() -> new UsageException(read.problem()));
  }

  /** What is wrong is remembered, too: to find it may be dear, and nobody may fix it for days. */
  private Known read(TaskWorkerPool resource, TaskWorkerPoolSpec spec) {
    try {
      return new Known(spec, Optional.of(validation.validate(resource)), "");
    } catch (UsageException e) {
      return new Known(spec, Optional.empty(), e.getMessage());
    } catch (RuntimeException e) {
      // Nobody foresaw it; it is this pool's all the same, and no other's that looks at it.
      LOG.warn("the spec of {}/{} can't be read", namespace(resource), name(resource), e);
      return new Known(
          spec, Optional.empty(), "The operator can't read this spec (" + e + "); see its log.");
    }
  }

  private static String namespace(TaskWorkerPool resource) {
    return resource.getMetadata().getNamespace();
  }

  private static String name(TaskWorkerPool resource) {
    return resource.getMetadata().getName();
  }
}
