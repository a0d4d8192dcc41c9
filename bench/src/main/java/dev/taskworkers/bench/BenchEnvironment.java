// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.testbed.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The process of the server and the referee: all candidates run beside it and take turns. Prints
 * the results as JSON on stdout, and what is going on on stderr.
 */
final class BenchEnvironment implements AutoCloseable {
  private final MeasuringPlan plan;
  private final LocalCloud cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
  private final TaskTarget target = TaskTarget.start();
  private final Deque<AutoCloseable> open = new ArrayDeque<>(List.of(target, cloud));
  private final List<CandidateProcesses> entries = new ArrayList<>();

  private BenchEnvironment(MeasuringPlan plan) throws IOException {
    this.plan = plan;
  }

  public static void main(String[] arguments) throws Exception {
    Logs.configure(System.getenv());
    var plan = MeasuringPlan.parse(arguments);
    var folder = Files.createTempDirectory("taskworkers-bench");
    Runnable clean =
        () -> {
          ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
          Folders.deleteQuietly(folder);
        };
    try (var atShutdown = new AtShutdown("clean", clean);
        var environment = new BenchEnvironment(plan)) {
      environment.enter(folder);
      System.out.println(new JsonMapper().writeValueAsString(environment.compete()));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0);
  }

  private void enter(Path folder) throws IOException, InterruptedException {
    var init =
        plan.handler() == HandlerKind.EXEC
            ? InitProgram.compile(folder, System.err::println)
            : Optional.<Path>empty();
    var candidates =
        new Candidates(plan.slots(), plan.handler(), target.url(), init, System.err::println)
            .here(plan::takesPart);
    System.err.println("publishing " + plan.tasks() + " tasks for each client");
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    open.push(channel::shutdownNow);
    for (var candidate : candidates) {
      var backlog =
          BenchSubscription.lay(
              candidate.name() + "-backlog", cloud, channel, plan.payload(), plan.tasks());
      var single =
          BenchSubscription.lay(candidate.name() + "-single", cloud, channel, plan.payload(), 0);
      entries.add(
          new CandidateProcesses(
              start(candidate, backlog, folder), start(candidate, single, folder), new Score()));
    }
  }

  private Runner start(Candidate candidate, BenchSubscription lane, Path folder)
      throws IOException {
    var runner = Runner.start(candidate, lane, cloud.pubsubPort(), folder);
    open.push(runner);
    return runner;
  }

  private List<ClientResult> compete() throws IOException, InterruptedException {
    var comparison = new ClientComparison(plan, new SingleTasks(SingleTasks.Stopwatch.real()));
    for (var entry : entries) {
      System.err.println("warming up " + entry.backlog().name());
      comparison.warmUp(entry);
    }
    for (var round = 1; round <= plan.rounds(); round++) {
      System.err.println("round " + round + " of " + plan.rounds());
      for (var entry : entries) {
        comparison.throughput(entry.backlog(), entry.score());
        comparison.latency(entry.single(), entry.score());
      }
    }
    return entries.stream().map(each -> each.score().result(each.backlog().name())).toList();
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
