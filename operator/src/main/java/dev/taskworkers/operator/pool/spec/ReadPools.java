package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads a pool's spec once, and not at every look: between two ticks it hardly ever changes. */
public final class ReadPools {
  /** A pool that nobody looked at for this long is gone. */
  private static final Duration FORGET = Duration.ofMinutes(2);

  private record Known(TaskWorkerPoolSpec spec, Pool pool, Instant used) {}

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
    var uid = resource.getMetadata().getUid();
    var before = known.get(uid);
    var same = before != null && before.spec().equals(spec) && resource.unreadable().isEmpty();
    var pool = same ? before.pool() : validation.validate(resource);
    known.put(uid, new Known(spec, pool, now));
    return pool;
  }

  /** Forgets the pools that are gone; called every few seconds. */
  public void sweep(Instant now) {
    known.values().removeIf(entry -> entry.used().plus(FORGET).isBefore(now));
  }
}
