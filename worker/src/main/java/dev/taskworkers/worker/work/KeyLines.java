package dev.taskworkers.worker.work;

import dev.taskworkers.worker.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets tasks of one ordering key run one at a time, in the order they came, while tasks of other
 * keys go on. A key is shut as long as any run of it goes on here, also one whose task is not ours
 * any more. Belongs to the loop.
 */
public final class KeyLines {
  /** How long tasks may be under way that Pub/Sub sent before it had the one before them back. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /** How long those behind a task wait here for its return from Pub/Sub. */
  private static final Duration RETURNS_WITHIN = Duration.ofSeconds(60);

  /** What is to be done with a task that has arrived. */
  public enum Entry {
    /** It has its place in the line, and {@link #next} tells when it may begin. */
    WAITS,
    /** It would overtake one that comes again. */
    COMES_TOO_EARLY,
    /** A run of its key was given up and still goes on. */
    KEY_IS_STUCK
  }

  private final Map<String, KeyLine> lines = new HashMap<>();

  /** Keys whose lines await a task. */
  private final Set<String> awaiting = new HashSet<>();

  public Entry enter(Held task) {
    return lines.computeIfAbsent(task.key(), key -> new KeyLine()).enter(task);
  }

  /** Whether the task has a place in its line. */
  public boolean holds(Held task) {
    var line = lines.get(task.key());
    return line != null && line.holds(task);
  }

  /** An earlier delivery of the same task that waits; {@link #replace} gives away its place. */
  public Optional<Held> earlier(Held task) {
    return Optional.ofNullable(lines.get(task.key())).flatMap(line -> line.earlier(task));
  }

  public void replace(Held earlier, Held task) {
    lines.get(task.key()).replace(earlier, task);
  }

  /** The task of {@code key} that may begin now; answered once for each. */
  public Optional<Held> next(String key) {
    var line = lines.get(key);
    if (line == null) {
      return Optional.empty();
    }
    var next = line.next();
    tidy(key, line);
    return next;
  }

  /** The task is done, or is not ours any more and nothing of its key need come after it. */
  public void leave(Held task) {
    var line = lines.get(task.key());
    if (line != null) {
      line.leave(task);
      tidy(task.key(), line);
    }
  }

  /** The run goes on although its task is not ours any more. */
  public void stray(Work work) {
    lines.computeIfAbsent(work.held().key(), key -> new KeyLine()).stray(work);
  }

  /** The run is over. */
  public void runEnded(Work work) {
    var line = lines.get(work.held().key());
    if (line != null) {
      line.runEnded(work);
      tidy(work.held().key(), line);
    }
  }

  /** Pub/Sub delivers the task again: what waited behind it must not overtake it, in order. */
  public List<Held> breakUp(Held task, Moment now) {
    awaiting.add(task.key());
    return lines
        .computeIfAbsent(task.key(), key -> new KeyLine())
        .breakUp(task, now.plus(UNDER_WAY));
  }

  /** Pub/Sub delivers the task again at once, and counts it; what waits behind it stays here. */
  public void await(Held task, Moment now) {
    awaiting.add(task.key());
    lines.get(task.key()).await(task, now.plus(RETURNS_WITHIN));
  }

  /** Awaits no more what did not come. */
  public List<Held> giveUpWaiting(Moment now) {
    var all = new ArrayList<Held>();
    for (var key : List.copyOf(awaiting)) {
      var line = lines.get(key);
      if (line != null) {
        all.addAll(line.giveUpWaiting(now));
      }
      if (line == null || !line.awaits()) {
        awaiting.remove(key);
      }
      if (line != null) {
        tidy(key, line);
      }
    }
    return all;
  }

  /** Everything that waits, taken out, each key's tasks in order. */
  public List<Held> clear() {
    var all = new ArrayList<Held>();
    lines.values().forEach(line -> all.addAll(line.clear()));
    List.copyOf(lines.keySet()).forEach(key -> tidy(key, lines.get(key)));
    return all;
  }

  private void tidy(String key, KeyLine line) {
    if (line.isEmpty()) {
      lines.remove(key);
    }
  }

  /** Keys that have a task or a run here. */
  public int active() {
    return (int) lines.values().stream().filter(KeyLine::isActive).count();
  }

  /** Everything that is kept, for a check that nothing gathers. */
  public int size() {
    return lines.size() + awaiting.size();
  }

  public int waiting() {
    return lines.values().stream().mapToInt(KeyLine::waiting).sum();
  }
}
