package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
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
                + "\"slots\":2,\"busy\":0,\"abandoned\":0,"
                + "\"freeSince\":\"2026-01-01T00:00:00.010Z\",\"draining\":false,\"cordoned\":false,\"pulling\":true,\"throttled\":false,"
                + "\"counters\":{\"received\":1,\"started\":1,\"acked\":1,\"retried\":0,"
                + "\"deadLettered\":0,\"dropped\":0,\"leaseLost\":0,\"failed\":0,\"returned\":0,\"suppressed\":0},"
                + "\"oldestInFlightSeconds\":0.0,\"taskSeconds\":{\"count\":1,\"sum\":0.01,\"buckets\":{\"0.01\":1}},"
                + "\"waitSeconds\":{\"count\":1,\"sum\":0.0,\"buckets\":{\"0.005\":1}},"
                + "\"ageSeconds\":{\"count\":1,\"sum\":0.0,\"buckets\":{\"0.005\":1}}}\n");
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
