// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.GrpcServers;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.scaling.input.Arrivals.Watch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Learning of new tasks from the local Pub/Sub, on a clock that the test moves. */
final class ArrivalsTest extends ListeningToTheLocalCloud {
  @Test
  void every_task_is_counted_in_the_second_of_its_publishing() {
    listen();
    account.publish(topic, "1", "2");
    var second = clock.instant().getEpochSecond();
    soon().until(() -> counted() == 2);

    var arrivals = heard().arrivals();
    assertThat(arrivals.perSecond().get((int) (second - arrivals.firstSecond()))).isEqualTo(2);
    assertThat(heard().full()).isTrue();
  }

  @Test
  void more_pools_than_calls_fit_on_a_connection_are_all_listened_to() {
    var pools =
        IntStream.range(0, GrpcServers.CALLS_ON_A_CONNECTION + 20)
            .mapToObj(i -> new Source(topic, "NOT attributes:x" + i, List.of()))
            .map(source -> new ArrivalSourceRequest(source, ArrivalsMode.Doorbell))
            .toList();

    pools.forEach(this::heard);
    soon().until(() -> doorbells().size() == pools.size());
    account.publish(topic, "1");

    soon()
        .until(
            () ->
                pools.stream()
                    .map(wanted -> heard(wanted).arrivals())
                    .allMatch(arrivals -> arrivals.perSecond().contains(1)));
  }

  private ArrivalObservation heard(ArrivalSourceRequest wanted) {
    return watch(subscription + wanted.source().filter().substring(15))
        .heard(wanted, true, clock.instant());
  }

  @Test
  void an_empty_pool_notices_a_task_that_was_there_before_its_doorbell() {
    account.publish(topic, "1");
    soon().until(() -> heard().arrivals().noticed().isPresent());

    soon().until(() -> rings.get() == 1);
    // A look that was under way may notice it once more.
    soon()
        .until(
            () -> {
              heard(ArrivalsMode.Auto, false);
              return heard().arrivals().noticed().isEmpty();
            });
  }

  @Test
  void a_pool_with_pods_leaves_it_to_them_to_find_tasks() {
    account.publish(topic, "1");
    heard(ArrivalsMode.Auto, false);
    listen();

    assertThat(heard().arrivals().noticed()).isEmpty();
  }

  @Test
  void a_task_rings_while_the_pool_is_empty_and_not_otherwise() {
    listen();
    account.publish(topic, "1");
    soon().until(() -> rings.get() == 1);

    heard(ArrivalsMode.Auto, false);
    account.publish(topic, "2");
    soon()
        .until(
            () ->
                heard(ArrivalsMode.Auto, false).arrivals().perSecond().stream()
                        .mapToInt(count -> Math.max(0, count))
                        .sum()
                    == 2);
    soon().until(() -> rings.get() == 1);
  }

  @Test
  void what_was_published_while_the_doorbell_was_silent_is_counted_when_it_is_back() {
    listen();
    cloud.faults().set(FaultKind.DOORBELL_SILENT);
    becomesSilent();
    assertThat(heard().reason()).isEqualTo("DoorbellSilent");
    account.publish(topic, "1", "2", "3");
    cloud.faults().clear();

    listen();
    soon().until(() -> counted() == 3);
    assertThat(heard().full()).isTrue();
  }

  @Test
  void where_very_much_is_published_two_seconds_in_eleven_are_counted() {
    listen();
    soon().until(() -> heardAfterASecondOf(300).message().contains("two seconds in eleven"));
    assertThat(heard().full()).isTrue();
    soon().until(() -> doorbells().size() == 2);

    // When no more than that comes, every task is counted again, by one doorbell alone.
    soon().until(() -> heardAfterASecondOf(1).message().contains("counts every task"));
    soon()
        .until(
            () -> {
              heardAfterASecondOf(1);
              return doorbells().size() == 1;
            });
    assertThat(doorbells()).noneMatch(name -> name.endsWith("-samples"));
  }

  private ArrivalObservation heardAfterASecondOf(int tasks) {
    publish(tasks);
    clock.add(Duration.ofSeconds(1));
    watches.tend(clock.instant());
    return heard();
  }

  @Test
  void a_new_leader_goes_on_with_the_samples_of_the_last() {
    listen();
    soon()
        .until(
            () ->
                heardAfterASecondOf(300).message().contains("two seconds in eleven")
                    && doorbells().stream().allMatch(name -> name.endsWith("-samples")));
    watches.close();

    watches = watches();
    soon().until(() -> heardAfterASecondOf(300).message().contains("two seconds in eleven"));
    assertThat(doorbells()).hasSize(1);
  }

  @Test
  void a_doorbell_that_stays_silent_gives_way_to_a_probe() {
    listen();
    cloud.faults().set(FaultKind.DOORBELL_SILENT);
    becomesSilent();
    clock.add(Duration.ofSeconds(31));

    assertThat(heard().reason()).isEqualTo("Probe");
    account.publish(topic, "1");
    soon().until(() -> heard().arrivals().noticed().isPresent());
  }

  @Test
  void a_new_leader_counts_the_last_minutes_again() {
    listen();
    account.publish(topic, "1", "2");
    soon().until(() -> counted() == 2);
    watches.close();
    clock.add(Duration.ofMinutes(2));

    watches = watches();
    listen();

    soon().until(() -> counted() == 2);
    assertThat(doorbells()).hasSize(1);
  }

  private void keptForLongEnough() {
    clock.add(Doorbells.KEPT);
    watches.tend(clock.instant());
  }

  @Test
  void the_doorbell_stays_however_long_nobody_asks_and_goes_with_its_watch() {
    listen();
    clock.add(Duration.ofHours(1));
    watches.tend(clock.instant());
    assertThat(doorbells()).hasSize(1);

    watch(subscription).close();
    keptForLongEnough();

    soon().until(() -> doorbells().isEmpty());
  }

  @Test
  void a_watch_that_was_closed_sets_nothing_up_again() {
    listen();
    watch(subscription).close();
    keptForLongEnough();
    soon().until(() -> doorbells().isEmpty());

    assertThat(heard().reason()).isEqualTo("Metric");
    assertThat(doorbells()).isEmpty();
  }

  @Test
  void a_pool_that_is_paused_has_no_doorbell_until_it_goes_on() {
    listen();
    watch(subscription).pause("Paused", "Nothing is pulled.");
    keptForLongEnough();
    soon().until(() -> doorbells().isEmpty());

    listen();
    assertThat(doorbells()).hasSize(1);
  }

  @Test
  void a_watch_that_is_closed_after_the_operator_has_stopped_leaves_the_doorbell_to_the_next() {
    listen();
    watches.close();

    watch(subscription).close();

    assertThat(doorbells()).hasSize(1);
  }

  @Test
  void without_the_permission_for_a_doorbell_it_probes_and_says_what_to_grant() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "CreateSubscription", "*");

    soon().until(() -> heard().reason().equals("Probe") && heard().message().contains("grant"));
    assertThat(heard().full()).isFalse();
    assertThat(heard().message())
        .contains("pubsub.topics.attachSubscription on " + topic)
        .contains("on project contract pubsub.subscriptions.create")
        .contains("subscriptions.get", "subscriptions.consume", "subscriptions.delete");
  }

  @Test
  void what_a_doorbell_needs_is_granted_on_the_project_that_it_is_made_in() {
    watches.close();
    watches =
        new ArrivalWatches(
            () -> Optional.of("0a1b2c3d"),
            Optional.of("bells"),
            endpoint::openChannel,
            Optional.empty(),
            payloads,
            background,
            clock);
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "CreateSubscription", "*");

    soon().until(() -> heard().message().contains("grant"));
    assertThat(heard().message()).contains("on project bells pubsub.subscriptions.create");
  }

  @Test
  void a_pool_that_insists_on_a_doorbell_does_not_probe() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "CreateSubscription", "*");

    soon()
        .until(
            () -> {
              var heard = heard(ArrivalsMode.Doorbell, true);
              return heard.reason().equals("Metric") && heard.message().contains("grant");
            });
  }

  @Test
  void a_probe_notices_a_task_and_gives_it_back() {
    heard(ArrivalsMode.Probe, true);
    account.publish(topic, "1");

    soon().until(() -> heard(ArrivalsMode.Probe, true).arrivals().noticed().isPresent());

    soon().until(() -> rings.get() == 1);
    assertThat(account.pull(subscription, 1)).hasSize(1);
    assertThat(doorbells()).isEmpty();
  }

  @Test
  void a_probe_that_is_out_when_the_pool_gets_pods_strands_no_task() {
    var tasks = new HeldTasks();
    watches.close();
    watches = watches("0a1b2c3d", () -> endpoint.openChannel(tasks));
    account.publish(topic, "1");

    heard(ArrivalsMode.Probe, true);
    soon().until(() -> leased() == 1);
    heard(ArrivalsMode.Probe, false);
    tasks.come();

    soon().until(() -> leased() == 0);
    assertThat(account.pull(subscription, 1)).hasSize(1);
    assertThat(rings).hasValue(0);
  }

  private long leased() {
    return cloud.subscriptions().stream().mapToLong(SubscriptionView::leased).sum();
  }

  /** The thread that answers come on; those that bring a task wait until they may come. */
  private final class HeldTasks implements Executor {
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean mayCome;

    @Override
    public synchronized void execute(Runnable answer) {
      if (mayCome || leased() == 0) {
        CompletableFuture.runAsync(answer);
      } else {
        held.add(answer);
      }
    }

    synchronized void come() {
      mayCome = true;
      held.forEach(this::execute);
    }
  }

  @Test
  void a_probe_forgets_what_it_noticed_when_the_pool_has_pods() {
    heard(ArrivalsMode.Probe, true);
    account.publish(topic, "1");
    soon().until(() -> heard(ArrivalsMode.Probe, true).arrivals().noticed().isPresent());

    assertThat(heard(ArrivalsMode.Probe, false).arrivals().noticed()).isEmpty();
  }

  @Test
  void a_probe_that_may_not_pull_says_what_to_grant() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "Pull", "*");

    soon()
        .until(() -> heard(ArrivalsMode.Probe, true).message().contains("roles/pubsub.subscriber"));
    assertThat(heard(ArrivalsMode.Probe, true).arrivals().watch()).isEqualTo(Watch.NONE);
  }

  @Test
  void a_pool_that_wants_neither_is_left_to_monitoring() {
    var heard = heard(ArrivalsMode.Metric, true);

    assertThat(heard.full()).isTrue();
    assertThat(heard.reason()).isEqualTo("Metric");
    assertThat(doorbells()).isEmpty();
  }
}
