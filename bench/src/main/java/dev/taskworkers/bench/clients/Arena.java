package dev.taskworkers.bench.clients;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.bench.ClientResult;
import dev.taskworkers.bench.clients.contenders.Contender;
import dev.taskworkers.bench.clients.contenders.Contenders;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The process of the server and the referee: all contenders run beside it and take turns. Prints
 * the results as JSON on stdout, and what is going on on stderr.
 */
final class Arena implements AutoCloseable {
  private final Plan plan;
  private final LocalCloud cloud = LocalCloud.start(CloudOptions.kind(), Clock.systemUTC());
  private final TaskTarget target = TaskTarget.start();
  private final Deque<AutoCloseable> open = new ArrayDeque<>(List.of(target, cloud));
  private final List<Entry> entries = new ArrayList<>();

  private Arena(Plan plan) throws IOException {
    this.plan = plan;
  }

  public static void main(String[] arguments) throws Exception {
    Logs.configure(System.getenv());
    var plan = Plan.parse(arguments);
    var folder = Files.createTempDirectory("taskworkers-bench");
    try (var arena = new Arena(plan)) {
      arena.enter(folder);
      System.out.println(new JsonMapper().writeValueAsString(arena.compete()));
    } finally {
      delete(folder);
    }
    System.exit(0);
  }

  private void enter(Path folder) throws IOException, InterruptedException {
    var contenders =
        new Contenders(plan.slots(), plan.handler(), target.url(), System.err::println)
            .here(plan::takesPart);
    System.err.println("publishing " + plan.tasks() + " tasks for each client");
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    open.push(channel::shutdownNow);
    for (var contender : contenders) {
      var backlog =
          Lane.lay(contender.name() + "-backlog", cloud, channel, plan.payload(), plan.tasks());
      var single = Lane.lay(contender.name() + "-single", cloud, channel, plan.payload(), 0);
      entries.add(
          new Entry(
              start(contender, backlog, folder), start(contender, single, folder), new Score()));
    }
  }

  private Runner start(Contender contender, Lane lane, Path folder) throws IOException {
    var runner = Runner.start(contender, lane, cloud.pubsubPort(), folder);
    open.push(runner);
    return runner;
  }

  private List<ClientResult> compete() throws IOException, InterruptedException {
    var contest = new Contest(plan);
    for (var entry : entries) {
      System.err.println("warming up " + entry.backlog().name());
      contest.warmUp(entry);
    }
    for (var round = 1; round <= plan.rounds(); round++) {
      System.err.println("round " + round + " of " + plan.rounds());
      for (var entry : entries) {
        contest.throughput(entry.backlog(), entry.score());
        contest.latency(entry.single(), entry.score());
      }
    }
    return entries.stream().map(each -> each.score().result(each.backlog().name())).toList();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
