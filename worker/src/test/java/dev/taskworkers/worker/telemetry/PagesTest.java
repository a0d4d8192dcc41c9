package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker tells")
class PagesTest {
  @Test
  void theOperatorItsStateAsJson() {
    var world = new World(2);
    world.publish("a");
    world.tasks.end("a", Outcome.ack());
    world.seconds(2);
    assertThat(StatusPage.json("pod-1", "projects/p/subscriptions/s", world.loop.report().status()))
        .isEqualTo(
            "{\"version\":1,\"worker\":\"pod-1\",\"subscription\":\"projects/p/subscriptions/s\","
                + "\"now\":\"2026-01-01T00:00:02.020Z\",\"startedAt\":\"2026-01-01T00:00:00Z\","
                + "\"slots\":2,\"busy\":0,\"blocked\":0,\"activeKeys\":0,\"abandoned\":0,"
                + "\"freeSince\":\"2026-01-01T00:00:00.010Z\",\"draining\":false,\"cordoned\":false,\"pulling\":true,\"throttled\":false,"
                + "\"counters\":{\"received\":1,\"started\":1,\"acked\":1,\"retried\":0,"
                + "\"deadLettered\":0,\"dropped\":0,\"leaseLost\":0,\"failed\":0,\"returned\":0,\"interrupted\":0,\"suppressed\":0,\"kept\":0,\"unsettled\":0},"
                + "\"oldestInFlightSeconds\":0.0,\"busySeconds\":0.01,\"leaseSeconds\":60.0,\"taskSeconds\":{\"count\":1,\"sum\":0.01,\"buckets\":{\"0.01\":1}},"
                + "\"waitSeconds\":{\"count\":1,\"sum\":0.0,\"buckets\":{\"0.005\":1}},"
                + "\"ageSeconds\":{\"count\":1,\"sum\":0.0,\"buckets\":{\"0.005\":1}}}\n");
  }

  @Test
  void howLongItsTasksHaveRunTogetherAlsoThoseThatStillRun() {
    var world = new World(2);
    world.publish("a", "b");
    world.seconds(4.99);
    world.tasks.end("a", Outcome.ack());
    world.seconds(5);
    var status = world.loop.report().status();
    assertThat(status.busyTime()).isBetween(Duration.ofMillis(14_900), Duration.ofMillis(15_000));
    assertThat(status.taskTime().seconds()).isBetween(4.9, 5.0);
  }

  @Test
  void whichTasksItGaveBackForLaterAndWhenTheyAreDue() {
    var world = new World(2);
    world.publish("a", "b");
    assertThat(world.loop.report().status().postponed()).isEmpty();
    world.tasks.end("a", Outcome.retry(Duration.ofSeconds(60)));
    world.tasks.end("b", Outcome.retry(Duration.ofMinutes(5)));
    world.seconds(1);
    var status = world.loop.report().status();
    assertThat(status.postponed())
        .contains(
            new Postponed.Report(
                2, Instant.parse("2026-01-01T00:01:01Z"), Instant.parse("2026-01-01T00:05:01Z")));
    assertThat(StatusPage.json("pod-1", "projects/p/subscriptions/s", status))
        .contains(
            "\"postponed\":{\"count\":2,\"next\":\"2026-01-01T00:01:01Z\",\"last\":\"2026-01-01T00:05:01Z\"}");

    world.seconds(60);
    assertThat(world.loop.report().status().postponed()).map(Postponed.Report::count).contains(1);
    world.seconds(240);
    assertThat(world.loop.report().status().postponed()).isEmpty();
  }

  @Test
  void howManyOfItsTasksWaitForTheirOrderingKeyAndHowManyKeysThereAre() {
    var world = new World(4);
    world.subscription.publish("a1", "a");
    world.subscription.publish("a2", "a");
    world.subscription.publish("b1", "b");
    world.publish("free");
    var status = world.loop.report().status();
    assertThat(status.busy()).isEqualTo(4);
    assertThat(status.blocked()).isEqualTo(1);
    assertThat(status.activeKeys()).isEqualTo(2);

    world.tasks.end("b1", Outcome.ack());
    world.tasks.end("a1", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.loop.report().status().blocked()).isZero();
    assertThat(world.loop.report().status().activeKeys()).isEqualTo(1);
  }

  @Test
  void prometheusTheSame() {
    var world = new World(2);
    world.publish("a");
    var text = new MetricsPage(world.loop.report()::status).text();
    assertThat(text)
        .contains(
            "taskworkers_slots 2.0",
            "taskworkers_slots_busy 1.0",
            "taskworkers_throttled 0.0",
            "taskworkers_tasks_total{event=\"received\"} 1.0",
            "taskworkers_task_wait_seconds_bucket{le=\"0.005\"} 1",
            "taskworkers_task_wait_seconds_bucket{le=\"+Inf\"} 1",
            "taskworkers_task_wait_seconds_count 1",
            "taskworkers_task_age_seconds_sum 0.0",
            "taskworkers_task_duration_seconds_count 0");
  }
}
