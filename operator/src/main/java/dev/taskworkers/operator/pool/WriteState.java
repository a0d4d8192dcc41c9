// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.KeyPlan;
import dev.taskworkers.operator.pool.pods.MarkPlan;
import dev.taskworkers.operator.pool.spec.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is remembered of what was written for one pool, so that nothing is written or said twice;
 * used by one thread at a time, and ended by any.
 */
final class WriteState {
  /** What goes on for long is told again after this time. */
  private static final Duration SAME_AGAIN = Duration.ofHours(1);

  /** What could not be told is tried again after this time. */
  static final Duration LOST_AGAIN = Duration.ofMinutes(1);

  /**
   * So many sentences of one reason are told in an hour of a generation: its words may change at
   * each look.
   */
  static final int MOST_OF_A_REASON = 5;

  /** So many are told in an hour, whoever edits the pool. */
  static final int MOST = 30;

  private record Rendered(Pool pool, Rendering rendering) {}

  private final Map<String, Instant> told = new ConcurrentHashMap<>();
  private final MarkPlan marks = new MarkPlan();
  private final KeyPlan keys = new KeyPlan();
  private final Drift drift = new Drift();
  private final RefusedWrites refusals = new RefusedWrites();
  private final WritePause rolloutRefusals = new WritePause();
  private final Map<String, CompanionState> companions = new HashMap<>();
  private final Map<String, Long> toldOfGeneration = new HashMap<>();
  private Optional<Rendered> rendered = Optional.empty();
  private Optional<Optional<String>> restartedAt = Optional.empty();
  private Optional<String> toldOfInstallation = Optional.empty();
  private volatile boolean over;

  /** The pool is gone: nothing is written for it any more. */
  void end() {
    over = true;
  }

  /** Whether the pool is gone, though a look at it may be under way. */
  boolean isOver() {
    return over;
  }

  /** Whether {@code what} was not told within an hour; it then counts as told. */
  boolean isNews(String what, Instant now) {
    told.values().removeIf(at -> !at.plus(SAME_AGAIN).isAfter(now));
    return told.putIfAbsent(what, now) == null;
  }

  /**
   * Whether {@code message} was not told within an hour, nor many others of the same reason and
   * generation; it then counts as told.
   */
  boolean isNews(String reason, String message, long generation, Instant now) {
    var of = generation + " " + reason + ": ";
    if (!isNews(of + message, now)) {
      return false;
    }
    var sameReason = told.keySet().stream().filter(what -> what.startsWith(of)).count();
    if (sameReason > MOST_OF_A_REASON || told.size() > MOST) {
      told.remove(of + message);
      return false;
    }
    return true;
  }

  /** The message was not told, as it turns out: it is news again after a minute. Any thread. */
  void lost(String reason, String message, long generation, Instant now) {
    told.replace(
        generation + " " + reason + ": " + message, now.minus(SAME_AGAIN).plus(LOST_AGAIN));
  }

  /** The marks of its pods. */
  MarkPlan marks() {
    return marks;
  }

  /** What its pods are told of the operator's keys. */
  KeyPlan keys() {
    return keys;
  }

  Drift drift() {
    return drift;
  }

  /** How {@code pool} is rendered; found anew only when the pool has changed. */
  Rendering rendering(Pool pool, DeploymentTemplate template) {
    if (rendered.filter(last -> last.pool().equals(pool)).isEmpty()) {
      rendered = Optional.of(new Rendered(pool, Rendering.of(pool, template)));
    }
    return rendered.get().rendering();
  }

  /** By which the Deployment is known that was last asked for; empty before the first. */
  public Optional<String> digest() {
    return rendered.map(last -> last.rendering().digest());
  }

  /** Whether somebody has had the pods made anew since the last look; the first look can't tell. */
  boolean isNewRestart(Optional<String> at) {
    return restartedAt.filter(last -> at.isPresent() && !last.equals(at)).isPresent();
  }

  /** What was found of that is dealt with. */
  void restarted(Optional<String> at) {
    restartedAt = Optional.of(at);
  }

  /** What the API server refused of it. */
  RefusedWrites refusals() {
    return refusals;
  }

  /** When what this version of the operator renders may be tried again, if it was refused. */
  WritePause rolloutRefusals() {
    return rolloutRefusals;
  }

  /**
   * What is remembered of one more object of the pool.
   *
   * @param annotation that notes it
   */
  CompanionState companion(String annotation) {
    return companions.computeIfAbsent(annotation, absent -> new CompanionState());
  }

  /** Whether nobody was told that {@code other} scales the pool; it then counts as told. */
  boolean isNewsOfInstallation(String other) {
    var isNews = toldOfInstallation.filter(other::equals).isEmpty();
    toldOfInstallation = Optional.of(other);
    return isNews;
  }

  /** Whether that generation of the pool was not warned of {@code what}; it then counts as. */
  boolean isNewsOf(String what, long generation) {
    var last = toldOfGeneration.put(what, generation);
    return last == null || last != generation;
  }
}
