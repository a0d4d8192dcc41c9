// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import com.google.common.collect.Sets;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The account of a pool's work in flight: adds up the reports of its pods, so that totals only grow
 * although pods come and go, and keeps what pods leave behind.
 */
public final class PoolLedger {
  /** For how long a report tells of the present. */
  public static final Duration USABLE = Duration.ofSeconds(15);

  /**
   * What a worker did before it was first heard is news only if it is so young: else it was there
   * before, unheard or under another operator, and its lifetime would pass for a burst.
   */
  private static final Duration NEWS = Duration.ofSeconds(60);

  /**
   * One pod.
   *
   * @param counted since it was first heard, or lost
   * @param baseline what it had counted before
   * @param lost whether what it ran when it was last heard is taken to be leased no more
   */
  private record Entry(
      WorkerReport report, Instant at, Totals counted, Totals baseline, boolean lost) {
    static Entry first(WorkerReport report, Instant at, boolean news) {
      var all = Totals.of(report, report.busySeconds().orElse(0));
      return news
          ? new Entry(report, at, all, Totals.ZERO, false)
          : new Entry(report, at, Totals.ZERO, all, false);
    }

    /** A worker that does not tell for how long its tasks ran has them run since its last word. */
    Entry next(WorkerReport later, Instant now) {
      var busySince =
          counted.busySeconds()
              + baseline.busySeconds()
              + Math.max(0, Duration.between(at, now).toMillis()) / 1000.0 * report.busy();
      var all = Totals.of(later, later.busySeconds().orElse(busySince));
      return new Entry(later, now, all.minus(baseline), baseline, false);
    }

    /** What it counted is kept elsewhere from now on. */
    Entry toLost() {
      return new Entry(report, at, Totals.ZERO, baseline.plus(counted), true);
    }
  }

  private final String namespace;
  private final WorkCounts.Sum work;
  private final Instant begun;
  private final boolean takesOver;
  private final Map<String, Entry> latest = new HashMap<>();
  private final LaterWork later = new LaterWork();
  private final RateShares shares = new RateShares();
  private final PodQuestions questions = new PodQuestions();
  private final Map<String, String> doubted = new HashMap<>();
  private Optional<Set<String>> found = Optional.empty();
  private Set<String> present = Set.of();
  private Totals gone = Totals.ZERO;

  /**
   * @param namespace of the pool
   */
  public PoolLedger(String namespace, Instant begun) {
    this(namespace, begun, new WorkCounts.Sum(), false);
  }

  private PoolLedger(String namespace, Instant begun, WorkCounts.Sum work, boolean takesOver) {
    this.namespace = namespace;
    this.begun = begun;
    this.work = work;
    this.takesOver = takesOver;
  }

  /**
   * Closes this account and begins one for another subscription. Pods that are there work for the
   * old one: they are asked what they run, and nothing that they do counts.
   */
  public synchronized PoolLedger forAnotherSubscription(Instant now) {
    retain(Set.of(), now);
    return new PoolLedger(namespace, now, work, true);
  }

  /** On whose behalf the pods are asked. */
  String namespace() {
    return namespace;
  }

  /** Which pods are being asked. */
  PodQuestions questions() {
    return questions;
  }

  /**
   * Books a report that was received at {@code at}. One that comes when its pod is gone already is
   * dropped, since that pod's counts are among those that are kept; so is one that can't be true.
   */
  synchronized void book(String pod, WorkerReport report, Instant at) {
    if (!present.contains(pod)) {
      return;
    }
    var before = latest.get(pod);
    var goesOn = before != null && before.report().startedAt().equals(report.startedAt());
    var last = goesOn ? Optional.of(before.report()) : Optional.<WorkerReport>empty();
    var doubt = ReportCheck.doubt(report, last, at);
    if (doubt.isPresent()) {
      doubted.put(pod, doubt.get());
      return;
    }
    doubted.remove(pod);
    shares.book(pod, report, last, at);
    if (goesOn) {
      if (before.lost() && counts(pod)) {
        later.found(before.report());
      }
      work.add(report, Optional.of(before.report()));
      latest.put(pod, before.next(report, at));
      return;
    }
    if (before != null) {
      leave(pod, before, at);
    }
    var news = before != null || isNews(report, at);
    work.add(report, news ? Optional.empty() : Optional.of(report));
    latest.put(pod, Entry.first(report, at, news));
  }

  private boolean isNews(WorkerReport report, Instant at) {
    var age = Duration.between(report.startedAt(), report.now());
    return age.compareTo(NEWS) <= 0 && age.compareTo(Duration.between(begun, at)) <= 0;
  }

  /** What workers have done so far. */
  public synchronized WorkCounts work() {
    return work.now();
  }

  /** Keeps the counts of the pods that are gone, and what they leave behind. */
  synchronized void retain(Set<String> existing, Instant now) {
    present = Set.copyOf(existing);
    doubted.keySet().retainAll(existing);
    questions.retain(existing);
    shares.retain(existing);
    latest
        .entrySet()
        .removeIf(
            entry -> {
              var leaves = !existing.contains(entry.getKey());
              if (leaves) {
                leave(entry.getKey(), entry.getValue(), now);
              }
              return leaves;
            });
    found = Optional.of(Set.copyOf(Sets.intersection(found.orElse(present), present)));
  }

  private void leave(String pod, Entry entry, Instant now) {
    if (counts(pod)) {
      gone = gone.plus(entry.counted());
      later.vanished(entry.report(), entry.at(), now);
    }
  }

  /** Whether what {@code pod} does is done for this account's subscription. */
  private boolean counts(String pod) {
    return !takesOver || !found.orElse(Set.of()).contains(pod);
  }

  /** Those of {@code pods} that are to be told what they may start of what the pool may. */
  synchronized Map<PodAddress, RateShare> sharesToTell(Collection<PodAddress> pods, Instant now) {
    var heard = new LinkedHashMap<PodAddress, WorkerReport>();
    for (var pod : pods) {
      var entry = latest.get(pod.name());
      if (isUsable(entry, now)) {
        heard.put(pod, entry.report());
      }
    }
    var members =
        pods.stream().filter(PodAddress::serving).filter(pod -> !isCordoned(pod)).toList();
    return shares.toTell(members, heard, now);
  }

  private static boolean isUsable(Entry entry, Instant now) {
    return entry != null && !entry.at().plus(USABLE).isBefore(now);
  }

  private boolean isCordoned(PodAddress pod) {
    var entry = latest.get(pod.name());
    return entry != null && entry.report().cordoned();
  }

  /** The usable reports of {@code pods}, and the sum over all that was ever booked. */
  synchronized Reports at(Collection<PodAddress> pods, Instant now) {
    pods.stream().filter(pod -> !pod.ready()).forEach(pod -> lose(pod.name(), now));
    later.advance(now);
    var byPod = new LinkedHashMap<String, WorkerReport>();
    var reporting = 0;
    for (var pod : pods) {
      var entry = latest.get(pod.name());
      if (isUsable(entry, now)) {
        byPod.put(pod.name(), entry.report());
        reporting += pod.serving() && !entry.report().cordoned() ? 1 : 0;
      }
    }
    var unheard =
        pods.stream()
            .filter(pod -> !byPod.containsKey(pod.name()))
            .map(pod -> latest.get(pod.name()))
            .filter(entry -> entry != null && !entry.lost())
            .map(Entry::report)
            .toList();
    return new Reports(
        byPod, service(reporting, byPod, unheard, isUntold(pods), now), doubted, Map.of());
  }

  /**
   * A pod that is not ready and has been silent for longer than its leases last is taken to run
   * nothing, until it is heard again, as when its node is dead: what it ran comes again long before
   * the pod is gone.
   */
  private void lose(String pod, Instant now) {
    var entry = latest.get(pod);
    if (entry == null || entry.lost() || !LaterWork.isOver(entry.report(), entry.at(), now)) {
      return;
    }
    if (counts(pod)) {
      gone = gone.plus(entry.counted());
      later.lost(entry.report());
    }
    latest.put(pod, entry.toLost());
  }

  /** Another operator may have told those that were there before this one. */
  private boolean isUntold(Collection<PodAddress> pods) {
    return !pods.isEmpty()
        && pods.stream()
            .map(PodAddress::name)
            .noneMatch(pod -> latest.containsKey(pod) || found.orElse(Set.of()).contains(pod));
  }

  private Service service(
      int reporting,
      Map<String, WorkerReport> byPod,
      List<WorkerReport> unheard,
      boolean untold,
      Instant now) {
    var reports = byPod.values();
    var inHand = new ArrayList<>(reports);
    inHand.addAll(unheard);
    var pulling = pulling(byPod);
    var busy = sum(inHand, WorkerReport::busy);
    var oldest = 0.0;
    for (var report : reports) {
      oldest = Math.max(oldest, report.oldestInFlightSeconds());
    }
    var totals = counting().map(Entry::counted).reduce(gone, Totals::plus);
    var outstanding = later.outstanding(postponed(), now);
    return Service.builder()
        .reporting(reporting)
        .slots(sum(pulling, WorkerReport::slots))
        .busy(busy)
        .outsideSlots(busy - sum(pulling, WorkerReport::busy))
        .started(totals.started())
        .finished(totals.finished())
        .returned(totals.returned() - outstanding.postponed() + later.cameAgain())
        .perhapsReturned(later.perhapsCameAgain())
        .failed(totals.failed())
        .taskSeconds(totals.taskSeconds())
        .timed(totals.timed())
        .waitSeconds(totals.waitSeconds())
        .waited(totals.waited())
        .freeSince(freeSince(pulling))
        .oldestInFlight(Duration.ofMillis((long) (oldest * 1000)))
        .busySeconds(totals.busySeconds())
        .blocked(sum(inHand, WorkerReport::blocked))
        .keys(sum(reports, WorkerReport::activeKeys))
        .outstanding(outstanding)
        .untold(untold)
        .fullPods(sum(pulling, r -> r.busy() >= r.slots() && r.blocked() == 0 ? 1 : 0))
        .build();
  }

  /** Of a loop, since each look at each pool adds up. */
  private static int sum(Collection<WorkerReport> reports, ToIntFunction<WorkerReport> number) {
    var sum = 0;
    for (var report : reports) {
      sum += number.applyAsInt(report);
    }
    return sum;
  }

  private List<WorkerReport> pulling(Map<String, WorkerReport> byPod) {
    var pulling = new ArrayList<WorkerReport>();
    for (var entry : byPod.entrySet()) {
      var report = entry.getValue();
      if (counts(entry.getKey())
          && !report.cordoned()
          && !report.draining()
          && report.handlerDown().isEmpty()) {
        pulling.add(report);
      }
    }
    return pulling;
  }

  private static Optional<Instant> freeSince(List<WorkerReport> pulling) {
    var first = Optional.<Instant>empty();
    for (var report : pulling) {
      var since = report.freeSince();
      if (since.isPresent() && (first.isEmpty() || since.get().isBefore(first.get()))) {
        first = since;
      }
    }
    return first;
  }

  private Stream<Entry> counting() {
    return latest.entrySet().stream()
        .filter(entry -> counts(entry.getKey()))
        .map(Map.Entry::getValue);
  }

  private List<Postponed> postponed() {
    return counting()
        .map(Entry::report)
        .map(WorkerReport::postponed)
        .flatMap(Optional::stream)
        .toList();
  }
}
