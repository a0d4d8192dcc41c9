// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Remembers what runs and what has succeeded here, by 128 bits of each value, so that long values
 * cost no more. Only the most recent are kept. Belongs to the loop.
 */
final class Duplicates {
  static final int REMEMBERED = 100_000;

  private final DuplicateRule rule;
  private final Map<UUID, Runs> running = new HashMap<>();

  /** In the order of their success, with its time. */
  private final Map<UUID, Moment> succeeded = new LinkedHashMap<>();

  /** The runs of tasks that are the same. */
  private static final class Runs {
    private int now;

    /** How often such a task has gone back because of them. */
    private int returns;
  }

  /** What is known of a task that is about to begin. */
  public enum Verdict {
    NEW,
    RUNS_NOW,
    DONE
  }

  public Duplicates(DuplicateRule rule) {
    this.rule = rule;
  }

  public Verdict of(Task task, Moment now) {
    forgetOld(now);
    return value(task)
        .map(
            value -> {
              if (succeeded.containsKey(value)) {
                return Verdict.DONE;
              }
              // What has an ordering key can't be held back: Pub/Sub sends it again at once.
              return running.containsKey(value) && task.orderingKey().isEmpty()
                  ? Verdict.RUNS_NOW
                  : Verdict.NEW;
            })
        .orElse(Verdict.NEW);
  }

  public void begins(Task task) {
    value(task).ifPresent(value -> running.computeIfAbsent(value, none -> new Runs()).now++);
  }

  /**
   * The task goes back because the same one runs.
   *
   * @return how often one has, this time included
   */
  public int goesBack(Task task) {
    return value(task).map(running::get).map(runs -> ++runs.returns).orElse(1);
  }

  /** Its run is over; {@code success} counts even if its acknowledgement gets lost. */
  public void ended(Task task, boolean success, Moment now) {
    value(task)
        .ifPresent(
            value -> {
              running.computeIfPresent(value, (same, runs) -> --runs.now == 0 ? null : runs);
              if (success) {
                succeeded.remove(value);
                succeeded.put(value, now);
              }
            });
  }

  private void forgetOld(Moment now) {
    var oldest = succeeded.entrySet().iterator();
    while (oldest.hasNext()
        && (!oldest.next().getValue().plus(rule.window()).isAfter(now)
            || succeeded.size() > REMEMBERED)) {
      oldest.remove();
    }
  }

  private Optional<UUID> value(Task task) {
    var value =
        rule.attribute().isEmpty() ? "" : task.attributes().getOrDefault(rule.attribute(), "");
    return value.isEmpty() ? Optional.empty() : Optional.of(bits(value));
  }

  /** The first 128 bits of its SHA-256: nobody finds two values that have the same. */
  private static UUID bits(String value) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      var bits = ByteBuffer.wrap(digest);
      return new UUID(bits.getLong(), bits.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
