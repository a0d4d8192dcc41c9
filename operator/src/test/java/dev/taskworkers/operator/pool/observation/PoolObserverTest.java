package dev.taskworkers.operator.pool.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.arrivals.Heard;
import dev.taskworkers.operator.backlog.KnownBacklog;
import dev.taskworkers.operator.pool.roster.PodBuilder;
import dev.taskworkers.operator.pool.roster.PoolPods;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.workers.AskedWorkers;
import dev.taskworkers.operator.workers.ReportBuilder;
import dev.taskworkers.operator.workers.WorkerLine;
import dev.taskworkers.operator.workers.Workers.PodAddress;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is gathered of a pool. */
final class PoolObserverTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Verdict PULLABLE =
      new Verdict(Verdict.Fit.YES, "Ready", "It can be pulled.", "projects/p/topics/t", "");

  private final PoolMemories memories = new PoolMemories();
  private final PoolObserver observer =
      new PoolObserver(
          (subscription, now) -> KnownBacklog.of(Backlog.missing(), ""),
          (wanted, empty, now) -> new Heard(Arrivals.notCounted(), false, "Metric", ""),
          new AskedWorkers(new TenDone(), Clock.fixed(NOW, ZoneOffset.UTC)),
          new Preflight(name -> PULLABLE, name -> PULLABLE, Runnable::run));

  /** Workers that have just begun and did ten tasks each. */
  private static final class TenDone implements WorkerLine {
    @Override
    public CompletableFuture<WorkerReport> report(PodAddress pod, long sharing) {
      var begun = NOW.minusSeconds(10);
      return CompletableFuture.completedFuture(ReportBuilder.startedAt(begun).done(10).build(NOW));
    }

    @Override
    public void cordon(PodAddress pod) {}

    @Override
    public void uncordon(PodAddress pod) {}
  }

  private long started(String uid, String pod) {
    var pool = Manifests.valid(Manifests.with("uid: u1", "uid: " + uid));
    var began = NOW.minusSeconds(300);
    observer.observe(
        pool,
        () -> {},
        Optional.empty(),
        new PoolPods(List.of()),
        memories.of(pool, Optional.empty(), began),
        began);
    var pods = new PoolPods(List.of(PodBuilder.ready(pod, NOW.minusSeconds(20)).build()));
    var memory = memories.of(pool, Optional.empty(), NOW);
    return observer
        .observe(pool, () -> {}, Optional.empty(), pods, memory, NOW)
        .observation()
        .service()
        .started();
  }

  @Test
  void a_pool_that_was_made_anew_under_its_name_has_an_account_of_its_own() {
    assertThat(started("u1", "a")).isEqualTo(10);
    assertThat(started("u2", "b")).isEqualTo(10);
  }
}
