package dev.taskworkers.lab.bench.clients.contenders;

import dev.taskworkers.worker.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Who takes part on this machine. All Java contenders run in the same kind of JVM. */
public final class Contenders {
  private Contenders() {}

  /**
   * Those that are wanted, in the order they are published in.
   *
   * @param slots of our worker
   * @param takesPart whether a client of that name is wanted
   * @param progress hears which can't be run here, and why
   */
  public static List<Contender> here(
      int slots, Predicate<String> takesPart, Consumer<String> progress)
      throws InterruptedException {
    var tuned = new ArrayList<>(java(GoogleSubscriber.class));
    tuned.add("tuned");
    var all = new ArrayList<Contender>();
    all.add(ours("unary", slots));
    all.add(ours("streaming", slots));
    all.add(new Contender("java", java(GoogleSubscriber.class), Map.of()));
    all.add(new Contender("java-tuned", tuned, Map.of()));
    var foreign = new ForeignClients(progress);
    if (takesPart.test("go")) {
      foreign.go().ifPresent(all::add);
    }
    if (takesPart.test("python")) {
      foreign.python().ifPresent(all::add);
    }
    return all.stream().filter(contender -> takesPart.test(contender.name())).toList();
  }

  private static Contender ours(String pull, int slots) {
    return new Contender(
        "taskworkers-" + pull,
        java(Main.class),
        Map.of(
            "TASKWORKERS_HANDLER",
            "java",
            "TASKWORKERS_JAVA_CLASS",
            NoTaskHandler.class.getName(),
            "TASKWORKERS_PULL",
            pull,
            "TASKWORKERS_CONCURRENCY",
            String.valueOf(slots),
            "TASKWORKERS_HEALTH_HOST",
            "127.0.0.1",
            "TASKWORKERS_HEALTH_PORT",
            "0"));
  }

  private static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }
}
