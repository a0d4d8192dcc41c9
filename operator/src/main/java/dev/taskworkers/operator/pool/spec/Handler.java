package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.HttpFormat;
import java.util.List;
import java.util.Set;

/**
 * What runs a pool's tasks. Who needs to know which kind it is visits it, so that a new kind does
 * not compile before each such place has answered.
 */
public sealed interface Handler {
  /** An answer for each kind. */
  interface Visitor<T> {
    T exec(Exec exec);

    T http(Http http);

    T java(Java java);

    T self(Self self);
  }

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

  <T> T accept(Visitor<T> visitor);

  /** Its name in the resource. */
  String kind();

  Set<Trait> traits();

  default boolean has(Trait trait) {
    return traits().contains(trait);
  }

  /** A process for each task. */
  record Exec(List<String> command) implements Handler {
    public Exec {
      command = List.copyOf(command);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.exec(this);
    }

    @Override
    public String kind() {
      return HandlerKind.EXEC.label();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.OUR_WORKER);
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

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.http(this);
    }

    @Override
    public String kind() {
      return HandlerKind.HTTP.label();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.OUR_WORKER, Trait.BESIDE_SERVER, Trait.BATCHES);
    }
  }

  /** A class on the class path of an image built from ours. */
  record Java(String className) implements Handler {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.java(this);
    }

    @Override
    public String kind() {
      return HandlerKind.JAVA.label();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.OUR_WORKER, Trait.BATCHES, Trait.RECYCLES);
    }
  }

  /** An image that pulls by itself. */
  record Self() implements Handler {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.self(this);
    }

    @Override
    public String kind() {
      return "self";
    }

    @Override
    public Set<Trait> traits() {
      return Set.of();
    }
  }
}
