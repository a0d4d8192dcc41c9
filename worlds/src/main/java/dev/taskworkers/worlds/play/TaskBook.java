// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.emulator.pubsub.Broker;
import dev.taskworkers.worlds.spec.Load;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/** Publishes the tasks of a world, and knows of each what becomes of it. */
public final class TaskBook {
  public static final String TOPIC = "projects/p/topics/tasks";

  /** How long a task stays leased whose worker is gone, at most. */
  public static final double LONGEST_LEASE_SECONDS = 60;

  private final VirtualTime time;
  private final Broker broker;
  private final Map<Integer, ByteString> payloads = new HashMap<>();
  private final List<PlayedTask> all = new ArrayList<>();
  private final Map<String, PlayedTask> byId = new HashMap<>();
  private final Map<Integer, Line> lines = new TreeMap<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>(Comparator.comparingDouble(Due::at));
  private int waiting;
  private int running;
  private int open;
  private int failed;
  private int begun;
  private int runs;
  private int brokenOff;
  private int succeeded;

  /** Since when a task could run, unless it has changed since. */
  private record Due(double at, PlayedTask task) {}

  /** The tasks of one ordering key. */
  private static final class Line {
    private int open;
    private int running;
    private double dueAt;
    private double freeSince;

    boolean canRun(double now) {
      return open > 0 && running == 0 && dueAt <= now;
    }

    double age(double now) {
      return canRun(now) ? now - Math.max(dueAt, freeSince) : 0;
    }

    void publish(double now) {
      freeSince = open == 0 ? now : freeSince;
      open++;
    }

    void end(double now) {
      running--;
      freeSince = now;
    }
  }

  public TaskBook(VirtualTime time, Broker broker) {
    this.time = time;
    this.broker = broker;
  }

  /** Has a load published, each task at its time. */
  public void publish(Load load, long seed) {
    var times = new ArrayList<Double>();
    var random = new Random(seed);
    load.shape().draw(random, times::add);
    for (double at : times) {
      var task = draw(load, at, random);
      time.at(at, () -> publish(task, load.kind().bytes()));
    }
  }

  private static PlayedTask draw(Load load, double at, Random random) {
    var kind = load.kind();
    var seconds = kind.length().draw(random);
    var fails = random.nextDouble() < kind.failing();
    var hot = random.nextDouble() < 0.8;
    var key = kind.isOrdered() ? 1 + random.nextInt(kind.keys()) : 0;
    return new PlayedTask(
        load.name(),
        at,
        seconds,
        kind.isOrdered() && kind.hotKey() && hot ? 1 : key,
        fails ? kind.failures() : 0);
  }

  /** It was done, and has to be done once more; one that was not, goes on. */
  public void comesAgain(String messageId) {
    var before = find(messageId);
    if (before.isDone()) {
      var again = before.again(time.seconds());
      byId.put(messageId, again);
      enter(again);
    }
  }

  private void publish(PlayedTask task, int bytes) {
    var data = payloads.computeIfAbsent(bytes, size -> ByteString.copyFrom(new byte[size]));
    var message = PubsubMessage.newBuilder().setData(data);
    if (task.key() > 0) {
      message.setOrderingKey("key-" + task.key());
    }
    enter(task);
    broker.publish(TOPIC, List.of(message.build())).forEach(id -> byId.put(id, task));
  }

  private void enter(PlayedTask task) {
    all.add(task);
    open++;
    line(task)
        .ifPresentOrElse(
            line -> line.publish(task.publishedAt()),
            () -> {
              waiting++;
              dues.add(new Due(task.publishedAt(), task));
            });
  }

  private Optional<Line> line(PlayedTask task) {
    return task.key() == 0
        ? Optional.empty()
        : Optional.of(lines.computeIfAbsent(task.key(), key -> new Line()));
  }

  /** The task of a message. */
  PlayedTask find(String messageId) {
    return byId.get(messageId);
  }

  void begins(PlayedTask task) {
    begun++;
    runs++;
    var now = time.seconds();
    if (!task.isRunning()) {
      running += 1;
      line(task).ifPresentOrElse(line -> line.running++, () -> leavesQueue(task, now));
    }
    task.begin(now);
  }

  private void leavesQueue(PlayedTask task, double now) {
    waiting -= isWaiting(task, now) ? 1 : 0;
  }

  private static boolean isWaiting(PlayedTask task, double now) {
    return !task.isDone() && !task.isRunning() && !task.hasSucceeded() && task.dueAt() <= now;
  }

  /** Its handler says that a run of it has failed. */
  void fails(PlayedTask task) {
    task.fail();
    failed++;
  }

  /**
   * Its handler hangs up on a run of it.
   *
   * @param suspect whether it may be what brought the handler down
   */
  void breaksOff(PlayedTask task, boolean suspect) {
    if (suspect) {
      task.breakOff();
    }
    brokenOff++;
  }

  /** A run is over; what is to become of the task is not known yet. */
  void ends(PlayedTask task, boolean success) {
    runs--;
    task.stop();
    if (success) {
      task.succeed();
      succeeded++;
    }
    if (!task.isRunning()) {
      running -= 1;
      line(task)
          .ifPresentOrElse(
              line -> line.end(time.seconds()),
              () -> waiting += isWaiting(task, time.seconds()) ? 1 : 0);
    }
  }

  /** It goes back, to be delivered again at a time at the earliest. */
  void postponed(String messageId, double due) {
    postponed(find(messageId), due);
  }

  private void postponed(PlayedTask task, double due) {
    var now = time.seconds();
    if (task.isRunning() || task.isDone() || task.hasSucceeded()) {
      return;
    }
    if (task.key() > 0) {
      task.postpone(due);
      lines.get(task.key()).dueAt = due;
      return;
    }
    waiting -= isWaiting(task, now) ? 1 : 0;
    task.postpone(due);
    dues.add(new Due(due, task));
    if (due <= now) {
      waiting++;
    } else {
      time.at(due, () -> waiting += isDueNow(task, due) ? 1 : 0);
    }
  }

  /** Its worker is gone: nobody else gets it before its lease has ended. */
  void orphaned(PlayedTask task) {
    ends(task, false);
    postponed(task, time.seconds() + LONGEST_LEASE_SECONDS);
  }

  private static boolean isDueNow(PlayedTask task, double due) {
    return task.dueAt() == due && isWaiting(task, due);
  }

  void acknowledged(String messageId) {
    var task = find(messageId);
    if (!task.isDone()) {
      var now = time.seconds();
      waiting -= task.key() == 0 && isWaiting(task, now) ? 1 : 0;
      line(task).ifPresent(line -> line.open--);
      task.acknowledge(now);
      open--;
    }
  }

  /** Somebody has let the subscription forget it, or has done it elsewhere. */
  public void withdrawn(String messageId) {
    if (!find(messageId).isDone()) {
      acknowledged(messageId);
      find(messageId).withdraw();
    }
  }

  void deadLettered(String messageId) {
    find(messageId).becomeDeadLetter();
  }

  /** All that were published and not withdrawn, in that order. */
  public List<PlayedTask> all() {
    return all.stream().filter(task -> !task.isWithdrawn()).toList();
  }

  /** Tasks that could run if there were a slot for them. */
  public int waiting() {
    var now = time.seconds();
    var could = waiting;
    for (var line : lines.values()) {
      could += line.canRun(now) ? 1 : 0;
    }
    return could;
  }

  /** For how long one of them has been able to run; 0 without one. */
  public double longestWait() {
    var now = time.seconds();
    while (!dues.isEmpty() && dues.peek().at() <= now && !isCurrent(dues.peek(), now)) {
      dues.remove();
    }
    var longest = dues.isEmpty() ? 0 : Math.max(0, now - dues.peek().at());
    for (var line : lines.values()) {
      longest = Math.max(longest, line.age(now));
    }
    return longest;
  }

  private static boolean isCurrent(Due due, double now) {
    return due.task().dueAt() == due.at() && isWaiting(due.task(), now);
  }

  /** Tasks that run. */
  public int running() {
    return running;
  }

  /** Runs that go on: two of a task that was delivered twice. */
  public int runs() {
    return runs;
  }

  /** Runs so far. */
  public int begun() {
    return begun;
  }

  /** Runs so far on which their handlers have hung up. */
  public int brokenOff() {
    return brokenOff;
  }

  /** Runs that have failed so far. */
  public int failed() {
    return failed;
  }

  /** Runs that have failed or succeeded so far. */
  public int ended() {
    return failed + succeeded;
  }

  /** Tasks that are not acknowledged. */
  public int open() {
    return open;
  }
}
