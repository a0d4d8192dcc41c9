package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads a pool's spec once, and not at every look: between two ticks it hardly ever changes. */
public final class ReadPools {
  /** A pool that nobody looked at for this long is gone. */
  private static final Duration FORGET = Duration.ofMinutes(2);

  /**
   * What was read.
   *
   * @param pool empty where the spec is wrong
   * @param problem what is wrong with it; empty where nothing is
   */
  private record Known(TaskWorkerPoolSpec spec, Optional<Pool> pool, String problem, Instant used) {
    boolean isOf(TaskWorkerPoolSpec other) {
      return spec == other || spec.equals(other);
    }

    Known at(Instant now) {
      return new Known(spec, pool, problem, now);
    }
  }

  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final PoolValidation validation;

  public ReadPools(PoolValidation validation) {
    this.validation = validation;
  }

  /**
   * The validated pool; the very same as before while its spec is.
   *
   * @throws UsageException with a sentence for the pool's author
   */
  public Pool read(TaskWorkerPool resource, Instant now) {
    var spec = resource.getSpec();
    if (spec == null || resource.unreadable().isPresent()) {
      return validation.validate(resource);
    }
    var uid = resource.getMetadata().getUid();
    var before = known.get(uid);
    var read = before != null && before.isOf(spec) ? before.at(now) : read(resource, spec, now);
    known.put(uid, read);
    return read.pool().orElseThrow(() -> new UsageException(read.problem()));
  }

  /** What is wrong is remembered, too: to find it may be dear, and nobody may mend it for days. */
  private Known read(TaskWorkerPool resource, TaskWorkerPoolSpec spec, Instant now) {
    try {
      return new Known(spec, Optional.of(validation.validate(resource)), "", now);
    } catch (UsageException e) {
      return new Known(spec, Optional.empty(), e.getMessage(), now);
    }
  }

  /** Forgets the pools that are gone; called every few seconds. */
  public void sweep(Instant now) {
    known.values().removeIf(entry -> entry.used().plus(FORGET).isBefore(now));
  }
}
