// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import dev.taskworkers.dispatcher.Task;
import dev.taskworkers.runtime.UsageException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sends lines as tasks and keeps account of each. */
final class Dispatching {
  private static final int EXAMPLES = 10;

  private final Function<Task, CompletableFuture<String>> send;
  private final TaskLines lines;
  private final Pace pace;
  private final Runnable stored;
  private final long startedAt = System.nanoTime();
  private final List<Report.NotSent> examples = new ArrayList<>();
  private long dispatched;
  private long notSent;
  private long underWay;
  private boolean stopped;
  private String inputError = "";

  /**
   * @param send hands a task over and answers when it is stored
   * @param stored hears of each task that is
   */
  Dispatching(
      Function<Task, CompletableFuture<String>> send, TaskLines lines, Pace pace, Runnable stored) {
    this.send = send;
    this.lines = lines;
    this.pace = pace;
    this.stored = stored;
  }

  /** Sends until the input ends or can't be read further, or {@link #stop} is called. */
  void sendAll(Iterator<String> input) throws InterruptedException {
    for (long line = 1; !stopped(); line++) {
      var text = next(input);
      if (text.isEmpty()) {
        return;
      }
      pace.await();
      send(line, text.get());
    }
  }

  private Optional<String> next(Iterator<String> input) {
    try {
      return input.hasNext() ? Optional.of(input.next()) : Optional.empty();
    } catch (UsageException | UncheckedIOException e) {
      unread(e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized void unread(String reason) {
    inputError = reason;
  }

  /** Sends nothing more. */
  synchronized void stop() {
    stopped = true;
  }

  /** The account, once every task that was handed over is stored or has failed. */
  synchronized Report report(String topic) throws InterruptedException {
    while (underWay > 0) {
      wait();
    }
    var time = Duration.ofNanos(System.nanoTime() - startedAt);
    var inOrder = examples.stream().sorted(Comparator.comparing(Report.NotSent::line)).toList();
    return new Report(topic, dispatched, notSent, inOrder, time, stopped, inputError);
  }

  private void send(long line, String text) {
    Task task;
    try {
      task = lines.read(text);
    } catch (IllegalArgumentException e) {
      failed(line, e.getMessage());
      return;
    }
    if (!begin()) {
      return;
    }
    send.apply(task)
        .whenComplete(
            (id, failure) -> {
              if (failure == null) {
                stored();
              } else {
                failed(line, String.valueOf(failure.getMessage()));
              }
              ended();
            });
  }

  /** False when it was stopped while a task waited for its time. */
  private synchronized boolean begin() {
    if (!stopped) {
      underWay++;
    }
    return !stopped;
  }

  private synchronized void ended() {
    underWay--;
    notifyAll();
  }

  private synchronized boolean stopped() {
    return stopped;
  }

  private synchronized void stored() {
    dispatched++;
    stored.run();
  }

  private synchronized void failed(long line, String reason) {
    notSent++;
    if (examples.size() < EXAMPLES) {
      examples.add(new Report.NotSent(line, reason));
    }
  }
}
