// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.HandlerSpec;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.HttpFormat;
import io.fabric8.kubernetes.api.model.Container;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs a pool's tasks. All that the rest of the operator needs to know of a kind it says
 * itself, so that a new kind is written here alone.
 */
public sealed interface Handler {
  /** What is true of some kinds. */
  enum Trait {
    /** Our worker runs the tasks; it reports what it does, and takes orders. */
    OUR_WORKER,
    /** Our worker is a container of its own beside the user's. */
    BESIDE_SERVER,
    /** It can be given several tasks at once. */
    BATCHES,
    /** The worker's process can end in order and start anew. */
    RECYCLES
  }

  /** Its name in the resource. */
  String kind();

  Set<Trait> traits();

  /** The environment in which a worker finds its settings, in the same order in any process. */
  Map<String, String> variables();

  default boolean has(Trait trait) {
    return traits().contains(trait);
  }

  /** Whether the operator brings the worker into {@code container}, which runs the tasks. */
  default boolean isBroughtInto(Container container) {
    return has(Trait.OUR_WORKER) && !has(Trait.BESIDE_SERVER) && container.getCommand().isEmpty();
  }

  /** A handler, which is of one kind and has what that kind needs. */
  static Handler read(HandlerSpec given) {
    List<Handler> all =
        Stream.of(
                Optional.ofNullable(given.exec()).map(Exec::read),
                Optional.ofNullable(given.http()).map(Http::read),
                Optional.ofNullable(given.java()).map(Java::read),
                Optional.ofNullable(given.self()).map(self -> (Handler) new Self()))
            .<Handler>flatMap(Optional::stream)
            .toList();
    expect(all.size() == 1, HandlerSpec.ONE_KIND);
    return all.get(0);
  }

  /** A process for each task. */
  record Exec(List<String> command) implements Handler {
    public Exec {
      command = List.copyOf(command);
    }

    private static Handler read(HandlerSpec.Exec exec) {
      var command = exec.command();
      expect(
          command != null && !command.isEmpty(),
          "spec.handler.exec.command: expected a program and its arguments, but found " + command);
      return new Exec(command);
    }

    @Override
    public String kind() {
      return HandlerKind.EXEC.label();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.OUR_WORKER);
    }

    @Override
    public Map<String, String> variables() {
      return Map.of(EnvVars.EXEC_COMMAND, ExecCommand.format(command));
    }
  }

  /**
   * A POST for each task to the container that serves HTTP.
   *
   * @param deadLetterOn statuses from 400 to 599 at which a task becomes a dead letter
   * @param dropOn statuses from 400 to 599 at which a task is acknowledged undone
   */
  record Http(
      int port, String path, HttpFormat format, List<Integer> deadLetterOn, List<Integer> dropOn)
      implements Handler {
    public Http {
      deadLetterOn = List.copyOf(deadLetterOn);
      dropOn = List.copyOf(dropOn);
    }

    private static Handler read(HandlerSpec.Http http) {
      var all = Stream.concat(http.deadLetterOn().stream(), http.dropOn().stream());
      expect(
          all.allMatch(status -> status >= 400 && status <= 599),
          "spec.handler.http.deadLetterOn and dropOn: expected statuses from 400 to 599, but found "
              + http.deadLetterOn()
              + " and "
              + http.dropOn());
      expect(
          Collections.disjoint(http.deadLetterOn(), http.dropOn()),
          "spec.handler.http.deadLetterOn and spec.handler.http.dropOn must not name the same"
              + " status");
      return new Http(http.port(), http.path(), http.format(), http.deadLetterOn(), http.dropOn());
    }

    @Override
    public String kind() {
      return HandlerKind.HTTP.label();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.OUR_WORKER, Trait.BESIDE_SERVER, Trait.BATCHES);
    }

    @Override
    public Map<String, String> variables() {
      var variables = new LinkedHashMap<String, String>();
      variables.put(EnvVars.HTTP_URL, "http://127.0.0.1:" + port + path);
      variables.put(EnvVars.HTTP_FORMAT, format.name());
      putStatuses(EnvVars.HTTP_DEAD_LETTER_ON, deadLetterOn, variables);
      putStatuses(EnvVars.HTTP_DROP_ON, dropOn, variables);
      return variables;
    }

    /** Only where some are given, so that a pool without them is rendered as before. */
    private static void putStatuses(
        String name, List<Integer> statuses, Map<String, String> variables) {
      if (!statuses.isEmpty()) {
        variables.put(
            name, statuses.stream().map(String::valueOf).collect(Collectors.joining(",")));
      }
    }
  }

  /** A class in a jar of the image. */
  record Java(String className) implements Handler {
    private static Handler read(HandlerSpec.Java java) {
      expect(
          java.className() != null,
          "spec.handler.java.className: expected the name of a class that implements TaskHandler,"
              + " but found none");
      return new Java(java.className());
    }

    @Override
    public String kind() {
      return HandlerKind.JAVA.label();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.OUR_WORKER, Trait.BATCHES, Trait.RECYCLES);
    }

    @Override
    public Map<String, String> variables() {
      return Map.of(EnvVars.JAVA_CLASS, className);
    }
  }

  /** An image that pulls by itself. */
  record Self() implements Handler {
    @Override
    public String kind() {
      return "self";
    }

    @Override
    public Set<Trait> traits() {
      return Set.of();
    }

    @Override
    public Map<String, String> variables() {
      return Map.of();
    }
  }
}
