// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is known of a pool from the reports of its pods. */
final class PoolLedgerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LONG_AGO = NOW.minusSeconds(3600);

  private final PoolLedger ledger = new PoolLedger("media", LONG_AGO);

  private Service service(String... pods) {
    return ledger.at(addresses(pods), NOW).service();
  }

  private static PodAddress pod(String name, boolean serving) {
    return new PodAddress(new PodIdentity("n", name, name), "127.0.0.1", serving);
  }

  private static List<PodAddress> addresses(String... pods) {
    return Stream.of(pods).map(pod -> pod(pod, true)).toList();
  }

  private static WorkerReport.Builder saying(Counters counters) {
    return WorkerReport.builder(LONG_AGO, LONG_AGO, 4).counters(counters);
  }

  private static ReportBuilder report() {
    return ReportBuilder.startedAt(LONG_AGO);
  }

  @Test
  void it_adds_up_what_the_pods_say() {
    ledger.retain(Set.of("a", "b"), NOW);
    ledger.book("a", report().busy(3).done(10).build(), NOW);
    ledger.book("b", report().busy(1).done(5).build(), NOW);

    assertThat(service("a", "b"))
        .isEqualTo(
            Service.builder()
                .reporting(2)
                .slots(8)
                .busy(4)
                .started(15)
                .finished(15)
                .taskSeconds(15)
                .timed(15)
                .waitSeconds(15)
                .waited(15)
                .busySeconds(15)
                .build());
  }

  @Test
  void pods_are_untold_while_none_was_heard_and_none_was_there_before() {
    ledger.retain(Set.of("before"), NOW);
    assertThat(service("before").untold()).isFalse();

    ledger.retain(Set.of("before", "a"), NOW);
    assertThat(service("before", "a").untold()).isFalse();

    ledger.retain(Set.of("a"), NOW);
    assertThat(service("a").untold()).isTrue();
    ledger.book("a", report().build(), NOW);
    assertThat(service("a").untold()).isFalse();
    assertThat(service().untold()).isFalse();
  }

  @Test
  void what_pods_do_for_another_subscription_does_not_count_until_they_are_gone_nor_after() {
    ledger.retain(Set.of("old"), NOW);
    ledger.book("old", report().busy(2).done(10).build(), NOW);

    var next = ledger.forAnotherSubscription(NOW);
    var work = next.work();
    next.retain(Set.of("old"), NOW);
    next.book("old", report().busy(2).done(20).postponed(NOW).build(), NOW);
    next.book("old", report().busy(2).done(30).postponed(NOW).build(), NOW);
    next.retain(Set.of("old", "new"), NOW);
    next.book("new", ReportBuilder.startedAt(NOW).done(3).build(), NOW);

    var both = next.at(addresses("old", "new"), NOW);
    assertThat(both.byPod()).containsOnlyKeys("old", "new");
    assertThat(both.service().busy()).isEqualTo(2);
    assertThat(both.service().slots()).isEqualTo(4);
    assertThat(both.service().started()).isEqualTo(3);
    assertThat(both.service().outstanding()).isEqualTo(Service.Outstanding.NONE);
    assertThat(next.work().events()).isNotEqualTo(work.events());

    next.retain(Set.of("new"), NOW);
    var alone = next.at(addresses("new"), NOW).service();
    assertThat(alone.started()).isEqualTo(3);
    assertThat(alone.outstanding()).isEqualTo(Service.Outstanding.NONE);
  }

  @Test
  void a_pod_that_is_neither_ready_nor_heard_runs_nothing_once_its_leases_are_over() {
    ledger.retain(Set.of("dead", "silent"), NOW);
    ledger.book("dead", report().busy(3).blocked(1).done(10).build(), NOW);
    ledger.book("silent", report().busy(2).blocked(1).done(20).build(), NOW);

    var leased = afterDeath(64);
    assertThat(leased.busy()).isEqualTo(5);
    assertThat(leased.running()).isEqualTo(3);
    assertThat(leased.returned()).isZero();

    var over = afterDeath(66);
    assertThat(over.busy()).as("a ready pod that is not heard may well run its tasks").isEqualTo(2);
    assertThat(over.returned()).isEqualTo(3);
    assertThat(over.started()).isEqualTo(leased.started());
    assertThat(afterDeath(600)).isEqualTo(over);

    ledger.retain(Set.of("silent"), NOW.plusSeconds(600));
    assertThat(ledger.at(addresses("silent"), NOW.plusSeconds(600)).service()).isEqualTo(over);
  }

  @Test
  void a_pod_that_was_only_cut_off_goes_on_where_it_was() {
    ledger.retain(Set.of("dead"), NOW);
    ledger.book("dead", report().busy(3).done(10).build(), NOW);
    var before = afterDeath(1);
    assertThat(afterDeath(66).busy()).isZero();

    ledger.book("dead", report().busy(2).done(12).build(), NOW.plusSeconds(70));
    var again = afterDeath(70);
    assertThat(again.busy()).isEqualTo(2);
    assertThat(again.finished()).isEqualTo(before.finished() + 2);
    assertThat(again.returned()).as("it has kept its leases").isEqualTo(before.returned());
  }

  @Test
  void what_a_pod_lost_that_was_cut_off_comes_again_once() {
    ledger.retain(Set.of("dead"), NOW);
    ledger.book("dead", report().busy(3).done(10).build(), NOW);
    assertThat(afterDeath(66).returned()).isEqualTo(3);

    var after = report().done(10).build();
    var counters = new TreeMap<>(Map.of(TaskEvent.LEASE_LOST, 3L));
    for (var event : List.of(TaskEvent.RECEIVED, TaskEvent.STARTED, TaskEvent.ACKED)) {
      counters.put(event, after.counters().of(event));
    }
    ledger.book(
        "dead",
        report().done(10).with(told -> told.counters(new Counters(counters))).build(),
        NOW.plusSeconds(70));
    assertThat(afterDeath(70).returned()).isEqualTo(3);
    assertThat(afterDeath(200).returned()).isEqualTo(3);
  }

  @Test
  void what_a_pod_had_in_hand_that_drains_and_was_cut_off_is_known_again() {
    ledger.retain(Set.of("dead"), NOW);
    ledger.book("dead", report().busy(3).isDraining().build(), NOW);
    assertThat(afterDeath(66).perhapsReturned()).isEqualTo(3);

    ledger.book("dead", report().busy(2).done(1).isDraining().build(), NOW.plusSeconds(70));
    var again = afterDeath(70);
    assertThat(again.perhapsReturned()).isZero();
    assertThat(again.busy()).isEqualTo(2);
  }

  /** The dead one's object stays. */
  private Service afterDeath(int seconds) {
    var dead = new PodAddress(new PodIdentity("n", "dead", "dead"), "127.0.0.1", false, true);
    return ledger.at(List.of(dead, pod("silent", true)), NOW.plusSeconds(seconds)).service();
  }

  @Test
  void finished_runs_are_those_with_any_outcome_and_returned_ones_may_come_again() {
    ledger.retain(Set.of("a"), NOW);
    var counters =
        new Counters(
            Map.of(
                TaskEvent.RECEIVED, 100L,
                TaskEvent.STARTED, 90L,
                TaskEvent.ACKED, 40L,
                TaskEvent.RETRIED, 30L,
                TaskEvent.DEAD_LETTERED, 8L,
                TaskEvent.DROPPED, 2L,
                TaskEvent.LEASE_LOST, 1L,
                TaskEvent.FAILED, 38L,
                TaskEvent.INTERRUPTED, 5L));
    ledger.book("a", saying(counters).oldestInFlightSeconds(7.5).build(), NOW);

    var service = service("a");
    assertThat(service.started()).isEqualTo(90);
    assertThat(service.finished()).isEqualTo(40 + 30 + 8 + 2);
    assertThat(service.returned()).isEqualTo(30 + 1 + 5);
    assertThat(service.failed()).isEqualTo(38);
    assertThat(service.oldestInFlight()).isEqualTo(Duration.ofMillis(7500));
  }

  @Test
  void a_duplicate_leaves_the_queue_like_a_task_that_runs() {
    ledger.retain(Set.of("a"), NOW);
    var counters =
        new Counters(
            Map.of(
                TaskEvent.RECEIVED, 10L,
                TaskEvent.STARTED, 4L,
                TaskEvent.ACKED, 4L,
                TaskEvent.SUPPRESSED, 6L));
    ledger.book("a", saying(counters).build(), NOW);

    var service = service("a");
    assertThat(service.started()).isEqualTo(10);
    assertThat(service.finished()).isEqualTo(10);
  }

  @Test
  void a_report_is_used_for_fifteen_seconds_and_its_counts_for_ever() {
    ledger.retain(Set.of("a", "b"), NOW);
    ledger.book("a", report().busy(1).done(10).build(), NOW.minusSeconds(15));
    ledger.book("b", report().busy(1).done(10).build(), NOW.minusSeconds(16));

    var reports = ledger.at(addresses("a", "b"), NOW);
    assertThat(reports.byPod()).containsOnlyKeys("a");
    assertThat(reports.service().reporting()).isEqualTo(1);
    assertThat(reports.service().started()).isEqualTo(20);
  }

  @Test
  void a_pod_that_is_not_heard_counts_as_busy_as_it_last_was() {
    ledger.retain(Set.of("a", "b"), NOW);
    ledger.book("a", report().busy(1).build(), NOW);
    ledger.book("b", report().busy(3).build(), NOW.minusSeconds(60));

    assertThat(service("a", "b").busy()).isEqualTo(4);
    assertThat(service("a").busy()).isEqualTo(1);
  }

  @Test
  void a_pod_that_is_told_to_stop_still_tells_what_it_runs() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().busy(2).build(), NOW);

    var service = ledger.at(List.of(pod("a", false)), NOW).service();
    assertThat(service.reporting()).isZero();
    assertThat(service.busy()).isEqualTo(2);
  }

  @Test
  void a_cordoned_pod_offers_no_slots_and_proves_nothing_by_being_free() {
    ledger.retain(Set.of("a", "b"), NOW);
    ledger.book("a", report().busy(2).isCordoned().freeSince(NOW.minusSeconds(60)).build(), NOW);
    ledger.book("b", report().busy(3).freeSince(NOW.minusSeconds(5)).build(), NOW);

    var service = service("a", "b");
    assertThat(service.slots()).isEqualTo(4);
    assertThat(service.busy()).isEqualTo(5);
    assertThat(service.freeSince()).contains(NOW.minusSeconds(5));
  }

  @Test
  void the_counts_of_a_worker_that_restarts_in_its_pod_are_kept() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().done(10).build(), NOW.minusSeconds(5));
    ledger.book("a", ReportBuilder.startedAt(NOW).done(1).build(), NOW);

    assertThat(service("a").started()).isEqualTo(11);
  }

  @Test
  void what_a_worker_did_before_it_was_first_heard_is_no_news_unless_it_has_just_begun() {
    var ledger = new PoolLedger("media", NOW.minusSeconds(300));
    ledger.retain(Set.of("old", "unheard", "young"), NOW);
    ledger.book("old", report().done(1_000).busy(2).build(NOW), NOW);
    ledger.book("unheard", started(120).done(100).build(NOW), NOW);
    ledger.book("young", started(20).done(10).build(NOW), NOW);

    var first = ledger.at(addresses("old", "unheard", "young"), NOW).service();
    assertThat(first.started()).isEqualTo(10);
    assertThat(first.busySeconds()).isEqualTo(10);
    assertThat(first.busy()).isEqualTo(2);

    ledger.book("old", report().done(1_007).build(NOW.plusSeconds(5)), NOW.plusSeconds(5));
    var next = ledger.at(addresses("old", "unheard", "young"), NOW.plusSeconds(5)).service();
    assertThat(next.started()).isEqualTo(17);
  }

  @Test
  void nothing_is_news_to_a_ledger_that_is_younger_than_the_worker() {
    var ledger = new PoolLedger("media", NOW.minusSeconds(5));
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", started(20).done(10).build(NOW), NOW);

    assertThat(ledger.at(addresses("a"), NOW).service().started()).isZero();
  }

  private static ReportBuilder started(int secondsAgo) {
    return ReportBuilder.startedAt(NOW.minusSeconds(secondsAgo));
  }

  @Test
  void what_a_vanished_pod_ran_is_kept_until_its_leases_end_and_then_comes_again() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().busy(3).done(10).build(), NOW);
    ledger.retain(Set.of(), NOW);

    var leased = ledger.at(List.of(), NOW.plusSeconds(64)).service();
    assertThat(leased.inFlight()).isEqualTo(3);
    assertThat(leased.returned()).isZero();
    var free = ledger.at(List.of(), NOW.plusSeconds(65)).service();
    assertThat(free.inFlight()).isZero();
    assertThat(free.returned()).isEqualTo(3);
  }

  @Test
  void what_a_pod_ran_that_left_in_good_order_does_not_come_again_by_itself() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().busy(3).isDraining().build(), NOW);
    ledger.retain(Set.of(), NOW);

    assertThat(ledger.at(List.of(), NOW).service().inFlight()).isZero();
    assertThat(ledger.at(List.of(), NOW.plusSeconds(65)).service().returned()).isZero();
  }

  @Test
  void what_a_pod_had_in_hand_that_was_told_to_stop_may_come_again_when_its_leases_end() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().busy(3).isDraining().build(), NOW);
    ledger.retain(Set.of(), NOW);

    var leased = ledger.at(List.of(), NOW.plusSeconds(64)).service();
    assertThat(leased.outstanding().uncertain()).isEqualTo(3);
    assertThat(leased.outstanding().nextDue()).contains(NOW.plusSeconds(65));
    assertThat(leased.perhapsReturned()).isZero();
    var free = ledger.at(List.of(), NOW.plusSeconds(65)).service();
    assertThat(free.outstanding().uncertain()).isZero();
    assertThat(free.outstanding().nextDue()).isEmpty();
    assertThat(free.perhapsReturned()).isEqualTo(3);
  }

  @Test
  void of_long_tasks_one_at_most_has_ended_with_a_pod_that_was_told_to_stop() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book(
        "a", report().busy(4).with(told -> told.busySeconds(1_000)).isDraining().build(), NOW);
    ledger.retain(Set.of(), NOW.plusSeconds(5));

    var leased = ledger.at(List.of(), NOW.plusSeconds(69)).service();
    assertThat(leased.outstanding().orphaned()).isEqualTo(3);
    assertThat(leased.outstanding().uncertain()).isEqualTo(1);
    var free = ledger.at(List.of(), NOW.plusSeconds(70)).service();
    assertThat(free.returned()).isEqualTo(3);
    assertThat(free.perhapsReturned()).isEqualTo(1);
  }

  @Test
  void what_a_container_ran_that_was_killed_comes_again_too() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().busy(2).build(), NOW);
    ledger.book("a", ReportBuilder.startedAt(NOW).build(), NOW.plusSeconds(5));

    assertThat(ledger.at(addresses("a"), NOW.plusSeconds(5)).service().inFlight()).isEqualTo(2);
  }

  @Test
  void what_a_pod_ran_that_was_last_heard_longer_ago_than_a_lease_has_ended_some_way() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().busy(3).build(), NOW);
    ledger.retain(Set.of(), NOW.plusSeconds(61));

    assertThat(ledger.at(List.of(), NOW.plusSeconds(61)).service().inFlight()).isZero();
    assertThat(ledger.at(List.of(), NOW.plusSeconds(600)).service().returned()).isZero();
  }

  @Test
  void a_task_in_back_off_comes_again_when_it_is_due_although_its_pod_is_gone() {
    var due = NOW.plusSeconds(100);
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", givenBack(1, 1, due), NOW);
    var service = service("a");
    assertThat(service.returned()).isZero();
    assertThat(service.outstanding().postponed()).isEqualTo(1);
    assertThat(service.outstanding().nextDue()).contains(due);

    ledger.retain(Set.of(), NOW);
    assertThat(ledger.at(List.of(), due.minusSeconds(1)).service().outstanding().nextDue())
        .contains(due);
    var after = ledger.at(List.of(), due).service();
    assertThat(after.returned()).isEqualTo(1);
    assertThat(after.outstanding()).isEqualTo(Service.Outstanding.NONE);
  }

  @Test
  void of_several_tasks_in_back_off_as_many_are_due_as_time_has_passed() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", givenBack(11, 11, NOW.plusSeconds(10)), NOW);

    var half = ledger.at(addresses("a"), NOW.plusSeconds(15)).service();

    assertThat(half.returned()).isEqualTo(6);
    assertThat(half.outstanding().postponed()).isEqualTo(5);
    assertThat(half.outstanding().nextDue()).contains(NOW.plusSeconds(16));
  }

  @Test
  void when_the_last_of_several_tasks_in_back_off_is_due_no_other_follows() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", givenBack(11, 11, NOW.plusSeconds(10)), NOW);

    var last = ledger.at(addresses("a"), NOW.plusSeconds(19)).service().outstanding();
    assertThat(last.postponed()).isEqualTo(1);
    assertThat(last.nextDue()).contains(NOW.plusSeconds(20));
    var none = ledger.at(addresses("a"), NOW.plusSeconds(20)).service().outstanding();
    assertThat(none.postponed()).isZero();
    assertThat(none.nextDue()).isEmpty();
  }

  /** Due evenly within ten seconds from {@code next} on; a single one just then. */
  private static WorkerReport givenBack(long retried, int count, Instant next) {
    var counters =
        new Counters(
            Map.of(
                TaskEvent.RECEIVED, retried,
                TaskEvent.STARTED, retried,
                TaskEvent.RETRIED, retried,
                TaskEvent.FAILED, retried));
    return saying(counters)
        .postponed(new Postponed(count, next, count == 1 ? next : next.plusSeconds(10)))
        .build();
  }

  @Test
  void what_pods_have_in_hand_that_offer_no_slots_is_told_apart() {
    ledger.retain(Set.of("a", "b", "c", "d"), NOW);
    ledger.book("d", report().busy(4).build(), NOW.minusSeconds(16));
    ledger.book("a", report().busy(3).build(), NOW);
    ledger.book("b", report().busy(2).isCordoned().build(), NOW);
    ledger.book("c", report().busy(1).isDraining().build(), NOW);

    var service = service("a", "b", "c", "d");
    assertThat(service.busy()).isEqualTo(10);
    assertThat(service.slots()).isEqualTo(4);
    assertThat(service.occupied()).isEqualTo(3);
  }

  @Test
  void a_pod_whose_handler_is_down_offers_no_slots() {
    ledger.retain(Set.of("a", "b"), NOW);
    ledger.book("a", report().freeSince(NOW).handlerDown(NOW).build(), NOW);
    ledger.book("b", report().busy(4).blocked(3).keys(1).build(), NOW);

    var service = service("a", "b");
    assertThat(service.slots()).isEqualTo(4);
    assertThat(service.freeSince()).isEmpty();
    assertThat(service.running()).isEqualTo(1);
    assertThat(service.keys()).isEqualTo(1);
  }

  @Test
  void how_long_tasks_have_run_is_reckoned_where_an_older_worker_does_not_say() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", silentOnTime(2), NOW);
    ledger.book("a", silentOnTime(0), NOW.plusSeconds(5));

    assertThat(ledger.at(addresses("a"), NOW.plusSeconds(5)).service().busySeconds()).isEqualTo(10);
  }

  private static WorkerReport silentOnTime(int busy) {
    return saying(Counters.ZERO).busy(busy).build();
  }

  @Test
  void cordoned_pods_have_no_share_of_what_the_pool_may_start() {
    ledger.retain(Set.of("a", "b"), NOW);
    ledger.book("a", report().busy(1).isCordoned().build(), NOW);
    ledger.book("b", report().build().toBuilder().poolPods(2).build(), NOW);

    var pods = addresses("a", "b");
    assertThat(ledger.sharesToTell(pods, NOW)).isEqualTo(Map.of(pods.get(1), RateShare.equal(1)));
  }

  @Test
  void the_counts_of_a_pod_that_is_gone_are_kept() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().done(10).build(), NOW);
    ledger.retain(Set.of(), NOW);

    assertThat(service().started()).isEqualTo(10);
  }

  @Test
  void an_answer_that_comes_after_its_pod_is_gone_is_not_counted_twice() {
    ledger.retain(Set.of("a"), NOW);
    ledger.book("a", report().done(10).build(), NOW);
    ledger.retain(Set.of(), NOW);
    ledger.book("a", report().done(10).build(), NOW);
    ledger.retain(Set.of(), NOW);

    assertThat(service().started()).isEqualTo(10);
  }

  /** What may happen to one of three pods. */
  record Event(String pod, Kind kind, int tasks) {}

  enum Kind {
    WORKS,
    RESTARTS,
    GOES,
    ANSWERS_LATE
  }

  @Property(seed = "1")
  void totals_never_go_down_and_count_every_task_once(@ForAll("lives") List<Event> events) {
    var ledger = new PoolLedger("media", LONG_AGO);
    var pods = new TreeMap<String, ReportBuilder>();
    var last = new TreeMap<String, ReportBuilder>();
    var truth = 0L;
    var before = 0L;
    var restarts = 0;
    for (var event : events) {
      var pod =
          pods.getOrDefault(event.pod(), ReportBuilder.startedAt(NOW.plusSeconds(++restarts)));
      switch (event.kind()) {
        case WORKS -> {
          truth += event.tasks();
          var done = pod.build().counters().of(TaskEvent.STARTED);
          pods.put(event.pod(), pod.done(done + event.tasks()));
        }
        case RESTARTS -> {
          truth += event.tasks();
          pods.put(
              event.pod(),
              ReportBuilder.startedAt(NOW.plusSeconds(++restarts)).done(event.tasks()));
        }
        case GOES -> pods.remove(event.pod());
        case ANSWERS_LATE -> {
          if (last.containsKey(event.pod()) && !pods.containsKey(event.pod())) {
            ledger.book(event.pod(), last.get(event.pod()).build(), NOW);
          }
        }
      }
      ledger.retain(pods.keySet(), NOW);
      pods.forEach((name, report) -> ledger.book(name, report.build(), NOW));
      last.putAll(pods);

      var total = ledger.at(addresses(pods.keySet().toArray(String[]::new)), NOW).service();
      assertThat(total.started()).isGreaterThanOrEqualTo(before).isEqualTo(truth);
      assertThat(total.taskSeconds()).isEqualTo((double) truth);
      before = total.started();
    }
  }

  @Provide
  Arbitrary<List<Event>> lives() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"),
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 20))
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }
}
