// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What silent pods of one namespace leave to those of others. */
final class FairQuestionsTest implements QuestionsOnly {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, CompletableFuture<WorkerReport>> open = new HashMap<>();
  private final Workers workers =
      new Workers(this, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ZERO);

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress pod) {
    var answer = new CompletableFuture<WorkerReport>();
    open.put(pod.name(), answer);
    return answer;
  }

  private static PodAddress address(String namespace, String name) {
    return new PodAddress(new PodIdentity(namespace, name, name), "192.0.2.1", true);
  }

  private static List<PodAddress> addresses(String namespace, String pool, int pods) {
    return IntStream.range(0, pods).mapToObj(i -> address(namespace, pool + "-" + i)).toList();
  }

  private List<String> ask(String namespace, String pool, int pods) {
    var addresses = addresses(namespace, pool, pods);
    workers.ask(new PoolLedger(namespace, NOW), addresses, NOW);
    return addresses.stream().map(PodAddress::name).toList();
  }

  private long openOf(List<String> names) {
    return names.stream().filter(open::containsKey).count();
  }

  @Test
  void half_of_what_can_be_asked_at_once_is_left_to_others_however_many_pods_are_silent() {
    var media = new PoolLedger("media", NOW);
    var pods = addresses("media", "thumbnails", 50);
    workers.ask(media, pods, NOW);
    pods.forEach(pod -> open.get(pod.name()).complete(Network.REPORT));
    var silent = new ArrayList<String>();
    for (var pool = 0; pool < 500; pool++) {
      silent.addAll(ask("busy", "silent-" + pool, 3));
    }

    assertThat(openOf(silent)).isLessThanOrEqualTo(HttpWorkers.CALLS_AT_ONCE / 2);
    workers.ask(media, pods, NOW);
    assertThat(pods).noneMatch(pod -> open.get(pod.name()).isDone());
  }

  /** As many questions as the operator has open at once, on virtual time in milliseconds. */
  private static final class Network implements QuestionsOnly {
    private record Question(String pod, CompletableFuture<WorkerReport> answer) {}

    private record End(long at, Question question) {}

    private static final WorkerReport REPORT = WorkerReport.builder(NOW, NOW, 1).build();
    private final Deque<Question> waiting = new ArrayDeque<>();
    private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparing(End::at));
    private long now;
    private long lastOfMedia;

    @Override
    public CompletableFuture<WorkerReport> report(PodAddress pod) {
      var question = new Question(pod.name(), new CompletableFuture<>());
      waiting.add(question);
      begin();
      return question.answer();
    }

    private void begin() {
      while (ends.size() < HttpWorkers.CALLS_AT_ONCE && !waiting.isEmpty()) {
        var next = waiting.remove();
        ends.add(new End(now + (next.pod().startsWith("silent") ? 2000 : 5), next));
      }
    }

    /** When the last answer of namespace media has come. */
    long run() {
      while (!ends.isEmpty()) {
        var end = ends.remove();
        now = end.at();
        begin();
        if (end.question().pod().startsWith("silent")) {
          end.question().answer().completeExceptionally(new IllegalStateException("late"));
        } else {
          lastOfMedia = now;
          end.question().answer().complete(REPORT);
        }
      }
      return lastOfMedia;
    }
  }

  private static long millisOfThousandBeside(int silentNamespaces, int silentPools) {
    var network = new Network();
    var asking = new Workers(network, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ZERO);
    var media = new PoolLedger("media", NOW);
    var pods = addresses("media", "thumbnails", 1000);
    asking.ask(media, pods, NOW);
    var begun = network.run();
    for (var number = 0; number < silentNamespaces; number++) {
      var namespace = "busy-" + number;
      for (var pool = 0; pool < silentPools; pool++) {
        var name = "silent-" + number + "-" + pool;
        asking.ask(new PoolLedger(namespace, NOW), addresses(namespace, name, 3), NOW);
      }
    }
    asking.ask(media, pods, NOW);
    return network.run() - begun;
  }

  @Test
  void fifteen_hundred_silent_pods_slow_the_answers_of_another_namespace_by_nothing() {
    assertThat(millisOfThousandBeside(1, 500))
        .isEqualTo(millisOfThousandBeside(0, 0))
        .isEqualTo(40);
  }

  @Test
  void nor_do_those_of_twenty_namespaces() {
    assertThat(millisOfThousandBeside(20, 100)).isEqualTo(40);
  }

  @Test
  void what_waits_is_asked_when_what_was_asked_has_ended() {
    var pods = ask("busy", "large", 200);
    pods.forEach(pod -> open.get(pod).completeExceptionally(new IllegalStateException("late")));

    assertThat(openOf(pods)).isEqualTo(200);
  }

  @Test
  void a_question_that_fails_at_its_beginning_is_asked_again() {
    var failing =
        new Workers(
            (QuestionsOnly)
                pod -> {
                  open.put(pod.name() + open.size(), new CompletableFuture<>());
                  throw new IllegalStateException("no files");
                },
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ZERO);
    var ledger = new PoolLedger("media", NOW);
    var pods = List.of(address("media", "p"));
    failing.ask(ledger, pods, NOW);
    failing.ask(ledger, pods, NOW.plusSeconds(5));

    assertThat(open).hasSize(2);
  }
}
