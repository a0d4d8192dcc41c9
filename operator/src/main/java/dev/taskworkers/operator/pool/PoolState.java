// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.ReadSpec;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is held of one pool, from its first reconciliation until it is deleted. One thread at a
 * time reconciles it; others may read it and end it.
 */
public final class PoolState {
  private final ResourceID id;
  private final String uid;
  private final ReadSpec spec;
  private final Subscriptions subscriptions;
  private final Runnable onRing;
  private final WriteState written = new WriteState();
  private final TimelineRecorder recorder = new TimelineRecorder();
  private final PoolAccount account = new PoolAccount();
  private Optional<PoolSources> sources = Optional.empty();
  private Optional<PoolMemory> memory = Optional.empty();
  private final WritePause statusRefusals = new WritePause();
  private Instant statusWritten = Instant.MIN;
  private Instant statusWrittenBefore = Instant.MIN;
  private volatile Optional<PoolLook> look = Optional.empty();
  private volatile Optional<Boolean> ready = Optional.empty();
  private volatile List<Condition> conditions = List.of();
  private volatile Optional<String> problem = Optional.empty();
  private volatile PoolView.Writes writes = PoolView.Writes.NONE;

  /**
   * @param onRing is run when a task arrives while the pool is empty
   */
  public PoolState(
      TaskWorkerPool resource, ReadSpec spec, Subscriptions subscriptions, Runnable onRing) {
    this.id = ResourceID.fromResource(resource);
    this.uid = resource.getMetadata().getUid();
    this.spec = spec;
    this.subscriptions = subscriptions;
    this.onRing = onRing;
  }

  public String uid() {
    return uid;
  }

  String namespace() {
    return id.getNamespace().orElse("");
  }

  String name() {
    return id.getName();
  }

  /** Unique in the cluster, at one moment. */
  String key() {
    return namespace() + "/" + name();
  }

  /**
   * Reads the pool and holds what it uses; empty when it is gone. One that is wrong gives back what
   * it held, since nothing is done for it.
   *
   * @throws UsageException with a sentence for the pool's author
   */
  public Optional<PoolSources> read(TaskWorkerPool resource) {
    try {
      return hold(spec.read(resource));
    } catch (UsageException e) {
      release();
      throw e;
    }
  }

  private synchronized Optional<PoolSources> hold(Pool pool) {
    if (isOver()) {
      return Optional.empty();
    }
    if (sources.filter(held -> held.pool() == pool).isEmpty()) {
      // The next before the last: what both use must not end in between.
      var next = subscriptions.hold(pool, onRing, sources);
      release();
      sources = next;
    }
    return sources;
  }

  private synchronized void release() {
    sources.ifPresent(held -> subscriptions.release(held));
    sources = Optional.empty();
  }

  /** Whether its author has nothing to fix. */
  boolean isValid(TaskWorkerPool resource) {
    try {
      spec.read(resource);
      return true;
    } catch (UsageException e) {
      return false;
    }
  }

  /** What is remembered of it; at first only what its status tells. */
  public PoolMemory memory(Pool pool, TaskWorkerPool resource, Instant now) {
    var known =
        memory.orElseGet(
            () -> new PoolMemory(pool, Optional.ofNullable(resource.getStatus()), now));
    known.follow(pool, now);
    memory = Optional.of(known);
    return known;
  }

  WriteState written() {
    return written;
  }

  /** When its status was last written; {@link Instant#MIN} before the first time. */
  public Instant statusWritten() {
    return statusWritten;
  }

  public void statusWritten(Instant now) {
    statusWrittenBefore = statusWritten;
    statusWritten = now;
  }

  /** The API server has not taken the status that was written last. */
  void statusRefused(Instant now) {
    statusWritten = statusWrittenBefore;
    statusRefusals.begin(now);
    wrote(now);
  }

  /** How long its status waits that was not taken. */
  WritePause statusRefusals() {
    return statusRefusals;
  }

  /** Notes a look at it. */
  void looked(PoolLook last) {
    look = Optional.of(last);
    memory.ifPresent(
        known -> {
          var work = known.work();
          recorder.add(last, work);
          account.looked(last, work);
        });
  }

  /** Its author must fix it: there is nothing to look at, and nothing is done for it. */
  public void refused() {
    unlisten();
    unseen();
    memory.ifPresent(PoolMemory::leftAlone);
  }

  /** It could not be looked at: what was seen before is not shown as if it were so now. */
  void unseen() {
    look = Optional.empty();
    account.pause();
  }

  /** When it was last looked at; empty while it can't be. */
  Optional<Instant> seenAt() {
    return look.map(PoolLook::at);
  }

  /** Listens to its subscription, unless the pool is gone: nobody would take that back. */
  synchronized void listen() {
    sources.filter(held -> !isOver()).ifPresent(PoolSources::listen);
  }

  synchronized void unlisten() {
    sources.ifPresent(PoolSources::unlisten);
  }

  /** A reconciliation has ended: what it has written can be shown. */
  public void reconciled(TaskWorkerPoolStatus status, Instant now) {
    ready = Optional.of(PoolStatus.isReady(status));
    problem = PoolStatus.problem(status);
    conditions = status.conditions();
    wrote(now);
  }

  private void wrote(Instant now) {
    writes =
        new PoolView.Writes(
            Optional.of(statusWritten).filter(at -> !at.equals(Instant.MIN)),
            written.digest(),
            memory.map(known -> known.cordons().orders(now)).orElse(Map.of()));
  }

  /** What is held of it. */
  PoolView view() {
    return new PoolView(
        key(),
        uid,
        subscription(),
        ready,
        recorder.timeline().since(),
        problem,
        look.map(last -> PoolView.Look.of(last, recorder.failures().groups())),
        account.now().pods().map(PoolView.Used::of),
        writes);
  }

  /** It among others. */
  PoolRow line(Instant now) {
    return PoolRow.of(key(), look, problem, recorder.timeline(), now);
  }

  /** Its last day. */
  TimelineView timeline(List<Mark> decisions, Instant now) {
    return TimelineView.of(
        key(), recorder.timeline(), recorder.distributions(), look, decisions, now);
  }

  /** What it takes to play its last hour again. */
  HourView hour(Instant now) {
    return HourView.of(key(), recorder.hour(), look, now);
  }

  private synchronized Optional<String> subscription() {
    return sources.map(held -> held.pool().subscription().toString());
  }

  public PoolMetrics.Row row() {
    return new PoolMetrics.Row(namespace(), name(), look, conditions, account.now());
  }

  /** A decision asks for another number of pods than the one before. */
  public void decided(Reason reason) {
    account.decided(reason);
  }

  /** Keeps what outlives a look elsewhere, unless the pool is gone. */
  synchronized void keep(Runnable note) {
    if (!isOver()) {
      note.run();
    }
  }

  /** The pool is gone: what it held is given back, and nothing is held for it any more. */
  public synchronized void end() {
    written.end();
    release();
  }

  /** Whether the pool is gone, though a look at it may be under way. */
  boolean isOver() {
    return written.isOver();
  }
}
