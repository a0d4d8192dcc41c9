// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.worker.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who takes part on this machine. All Java candidates run in the same kind of JVM, except that our
 * worker has the launcher and the options of its image where tasks are programs or requests.
 */
final class Candidates {
  private final int slots;
  private final HandlerKind handler;
  private final String url;
  private final Optional<Path> init;
  private final Consumer<String> progress;

  /**
   * Names how they are run.
   *
   * @param slots of our worker
   * @param handler how each does the work of a task
   * @param url that tasks are posted to, where the handler does
   * @param init that our worker starts programs with
   * @param progress hears which can't be run here, and why
   */
  public Candidates(
      int slots, HandlerKind handler, String url, Optional<Path> init, Consumer<String> progress) {
    this.slots = slots;
    this.handler = handler;
    this.url = url;
    this.init = init;
    this.progress = progress;
  }

  /**
   * Those that are wanted, in the order they are published in.
   *
   * @param takesPart whether a client of that name is wanted
   */
  public List<Candidate> here(Predicate<String> takesPart) throws InterruptedException {
    var tuned = new ArrayList<>(java(GoogleSubscriber.class, List.of()));
    tuned.add("tuned");
    var all = new ArrayList<Candidate>();
    all.add(ours(PullMode.UNARY));
    all.add(ours(PullMode.STREAMING));
    all.add(theirs("java", java(GoogleSubscriber.class, List.of())));
    all.add(theirs("java-tuned", tuned));
    var foreign = new ForeignClients(progress);
    if (takesPart.test("go")) {
      foreign.go().ifPresent(command -> all.add(theirs("go", command)));
    }
    if (takesPart.test("python")) {
      foreign.python().ifPresent(command -> all.add(theirs("python", command)));
    }
    return all.stream().filter(candidate -> takesPart.test(candidate.name())).toList();
  }

  private Candidate theirs(String name, List<String> command) {
    return new Candidate(
        name, command, Map.of("BENCH_HANDLER", handler.label(), "BENCH_URL", url), false);
  }

  private Candidate ours(PullMode pull) {
    var environment = new HashMap<String, String>();
    environment.put(EnvVars.HANDLER, handler.label());
    switch (handler) {
      case JAVA -> environment.put(EnvVars.JAVA_CLASS, NoopTaskHandler.class.getName());
      case EXEC -> environment.put(EnvVars.EXEC_COMMAND, ExecCommand.format(ClientWork.PROGRAM));
      case HTTP -> environment.put(EnvVars.HTTP_URL, url);
    }
    environment.put(EnvVars.PULL, pull.label());
    environment.put(EnvVars.CONCURRENCY, String.valueOf(slots));
    environment.put(EnvVars.HEALTH_HOST, "127.0.0.1");
    environment.put(EnvVars.HEALTH_PORT, "0");
    return new Candidate(
        "taskworkers-" + pull.label(), java(Main.class, asOnAPod()), environment, true);
  }

  /** What the JVM of a worker's image is told besides where tasks are programs or requests. */
  private List<String> asOnAPod() {
    if (handler == HandlerKind.JAVA) {
      return List.of();
    }
    var options = new ArrayList<>(Image.LIGHT);
    init.ifPresent(program -> options.add("-Dtaskworkers.init=" + program));
    return options;
  }

  private static List<String> java(Class<?> main, List<String> options) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return words;
  }
}
