// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/** The programs that run for tasks: this process has no other children. */
final class RunningPrograms {
  private final Launcher launcher;
  private final Starter starter;
  private final Map<Long, ProcessGroup> groups = new ConcurrentHashMap<>();

  /**
   * Twice as many start at once as there are processors. The JVM has each new process close what it
   * inherits of all that run, so that more starts at once, which leave the processors less for
   * programs to end, make each start dearer.
   */
  private final Semaphore places;

  private volatile boolean closed;

  /** Held for reading from a start until the program is known. */
  private final ReadWriteLock starting = new ReentrantReadWriteLock();

  /** Starts a process. */
  interface Starter {
    Process start(ProcessBuilder builder) throws IOException;
  }

  /** A program that runs. */
  record Program(Process process, ProcessGroup group) {}

  RunningPrograms(Launcher launcher, Starter starter) {
    this(launcher, starter, 2 * Runtime.getRuntime().availableProcessors());
  }

  RunningPrograms(Launcher launcher, Starter starter, int startsAtOnce) {
    this.launcher = launcher;
    this.starter = starter;
    places = new Semaphore(startsAtOnce, true);
  }

  /**
   * Starts a program in its turn.
   *
   * @param unwanted whether nobody wants it any more when its turn comes
   * @return empty where it was not wanted, and has not begun
   * @throws OutOfMemoryError when the JVM gets no thread to await its end; it is killed then
   */
  Optional<Program> start(ProcessBuilder builder, BooleanSupplier unwanted)
      throws IOException, InterruptedException {
    places.acquire();
    try {
      return closed || unwanted.getAsBoolean()
          ? Optional.empty()
          : Optional.of(startAndNote(builder));
    } catch (OutOfMemoryError e) {
      // The JVM starts the process, then the thread, and forgets the process without it.
      killUnknown();
      throw e;
    } finally {
      places.release();
    }
  }

  private Program startAndNote(ProcessBuilder builder) throws IOException {
    starting.readLock().lock();
    try {
      var process = starter.start(builder);
      var group = launcher.group(process.toHandle());
      groups.put(process.pid(), group);
      return new Program(process, group);
    } finally {
      starting.readLock().unlock();
    }
  }

  private void killUnknown() {
    starting.writeLock().lock();
    try (var children = ProcessHandle.current().children()) {
      children
          .filter(child -> !groups.containsKey(child.pid()))
          .forEach(child -> launcher.group(child).kill());
    } finally {
      starting.writeLock().unlock();
    }
  }

  /** Ends what is left of a program. */
  void end(Program program) {
    program.group().kill();
    groups.remove(program.process().pid(), program.group());
  }

  /** Whether none starts any more, and those that run are told to end. */
  boolean killed() {
    return closed;
  }

  /** Starts none from now on. */
  void killAll() {
    closed = true;
    groups.values().forEach(ProcessGroup::kill);
  }
}
