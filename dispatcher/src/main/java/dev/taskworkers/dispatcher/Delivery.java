// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One request on its way: tried again until it is stored, refused or too late, and divided when
 * Pub/Sub finds something invalid in it, until what is invalid stands alone. Its steps follow one
 * another; no two run at once.
 */
final class Delivery {
  private static final long ONE_CALL = Duration.ofSeconds(10).toNanos();

  /** Those after which Google's publisher tries again, too. */
  private static final Set<Status.Code> PASSING =
      EnumSet.of(
          Status.Code.ABORTED,
          Status.Code.CANCELLED,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.INTERNAL,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNAVAILABLE,
          Status.Code.UNKNOWN);

  private final DeliveryContext context;
  private final Line line;

  /** What follows in order once {@link #tasks} are stored. */
  private final Deque<List<Outgoing>> later = new ArrayDeque<>();

  private List<Outgoing> tasks;
  private int attempts;
  private Status answer = Status.OK;

  Delivery(DeliveryContext context, Line line, List<Outgoing> tasks) {
    this.context = context;
    this.line = line;
    this.tasks = tasks;
  }

  void begin() {
    proceed(context.timer().nanos());
  }

  /** Sends the tasks at that time, and gives those up whose time ends before. */
  private void proceed(long at) {
    var now = context.timer().nanos();
    giveUpLate(now);
    if (tasks.isEmpty()) {
      end();
      return;
    }
    var left = tasks.stream().mapToLong(task -> task.expiresAt() - now).min().orElseThrow();
    if (at - now > 0) {
      context.timer().after(Math.min(at - now, left), () -> proceed(at));
    } else {
      send(Duration.ofNanos(Math.min(ONE_CALL, left)));
    }
  }

  private void send(Duration limit) {
    attempts++;
    var unused = publish(limit).whenComplete(this::answered);
  }

  /** What is thrown here, for lack of memory or by gRPC, nobody else would hear of. */
  private CompletableFuture<List<String>> publish(Duration limit) {
    try {
      return context.topic().publish(tasks.stream().map(Outgoing::message).toList(), limit);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(List<String> ids, Throwable problem) {
    if (problem == null) {
      var stored = tasks;
      tasks = List.of();
      context.outstanding().stored(stored, ids, this::end);
      return;
    }
    answer = Status.fromThrowable(problem);
    if (PASSING.contains(answer.getCode())) {
      proceed(context.timer().nanos() + context.backoff().after(attempts));
    } else if (answer.getCode() == Status.Code.INVALID_ARGUMENT && tasks.size() > 1) {
      divide();
    } else {
      fail(0, context.failures().refused(answer));
      end();
    }
  }

  /** Halves, because one invalid task is found with the fewest requests so. */
  private void divide() {
    var middle = tasks.size() / 2;
    var rest = tasks.subList(middle, tasks.size());
    tasks = tasks.subList(0, middle);
    if (line.ordered()) {
      later.push(rest);
    } else {
      line.begun();
      new Delivery(context, line, rest).begin();
    }
    attempts = 0;
    begin();
  }

  private void giveUpLate(long now) {
    if (line.ordered()) {
      var first = 0;
      while (first < tasks.size() && tasks.get(first).expiresAt() - now > 0) {
        first++;
      }
      if (first < tasks.size()) {
        fail(first, context.failures().late(answer));
      }
      return;
    }
    var late = tasks.stream().filter(task -> task.expiresAt() - now <= 0).toList();
    if (!late.isEmpty()) {
      tasks = tasks.stream().filter(task -> task.expiresAt() - now > 0).toList();
      context.outstanding().failed(late, context.failures().late(answer));
    }
  }

  /**
   * Fails the tasks from {@code first} on. With an ordering key all that were given after them
   * fail, too, and they are taken away before anybody hears of it: what is given then is sent.
   */
  private void fail(int first, DispatchException why) {
    var failed = tasks.subList(first, tasks.size());
    tasks = tasks.subList(0, first);
    var followers = new ArrayList<Outgoing>();
    if (line.ordered()) {
      later.forEach(followers::addAll);
      later.clear();
      followers.addAll(line.takeWaiting());
    }
    context.outstanding().failed(failed, why);
    context.outstanding().failed(followers, context.failures().follower(why));
  }

  private void end() {
    if (later.isEmpty()) {
      line.ended();
    } else {
      tasks = later.pop();
      attempts = 0;
      begin();
    }
  }
}
