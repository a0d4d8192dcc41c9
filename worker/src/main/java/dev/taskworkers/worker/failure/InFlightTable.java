// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.worker.failure.CrashTable.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the running tasks in a {@link CrashTable} in a folder that outlives the container, as a
 * pod's emptyDir does. An end of the process counts against the tasks that were running, unless it
 * was told to end or the machine's system has started anew since. A disk that fails costs the
 * memory, never a task; one that takes the file away from under the table ends the loop with the
 * JVM's InternalError. Belongs to the loop, except that any thread may call {@link #leaves}.
 */
public final class InFlightTable implements InFlight {
  private static final String NAME = "in-flight";

  /** Tasks of earlier crashes that are remembered beside those that run. */
  private static final int REMEMBERED = 1024;

  private static final long BETWEEN_TRIES = Duration.ofSeconds(10).toNanos();
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Logger log = LoggerFactory.getLogger(InFlightTable.class);

  private final Path file;
  private final int capacity;
  private final LongSupplier nanos;
  private final String boot;
  private final Map<String, Remembered> tasks = new HashMap<>();
  private final int[] free;
  private int frees;

  /** Missing while it can't be written. */
  private volatile CrashTable table;

  private volatile boolean leaving;
  private long lastTry;
  private boolean complained;

  /** A task that runs, or crashed and did not run since. */
  private static final class Remembered {
    /** Of the one that has no entry: it runs beside more than there are slots. */
    private static final int NOWHERE = -1;

    private final int number;
    private final int crashes;
    private final boolean alone;
    private int runs;

    Remembered(int number, int crashes, boolean alone) {
      this.number = number;
      this.crashes = crashes;
      this.alone = alone;
    }
  }

  private InFlightTable(Path file, int slots, LongSupplier nanos, String boot) {
    this.file = file;
    this.capacity = slots + REMEMBERED;
    this.nanos = nanos;
    this.boot = boot;
    lastTry = nanos.getAsLong();
    free = new int[capacity];
    for (frees = 0; frees < capacity; frees++) {
      free[frees] = capacity - 1 - frees;
    }
  }

  /**
   * The memory in {@code folder}, which must be there; without it nothing is remembered.
   *
   * @param slots tasks that run at once
   */
  public static InFlight in(Path folder, int slots) {
    return in(folder, slots, System::nanoTime, boot());
  }

  static InFlight in(Path folder, int slots, LongSupplier nanos, String boot) {
    if (!Files.isDirectory(folder)) {
      log.info("There is no folder {}: crashes of the container are not remembered.", folder);
      return NONE;
    }
    var memory = new InFlightTable(folder.resolve(NAME), slots, nanos, boot);
    memory.read();
    memory.create();
    return memory;
  }

  /** Names this run of the system; empty where that is not told. */
  private static String boot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private void read() {
    try {
      var left = CrashTable.read(file);
      var running = left.entries().stream().filter(Entry::runs).toList();
      var counts = !left.leaves() && left.boot().equals(boot);
      left.entries().stream()
          .sorted(Comparator.comparing(Entry::runs).reversed())
          .map(entry -> entry.runs() && counts ? crashed(entry, running) : idle(entry))
          .filter(entry -> entry.crashes() > 0)
          .limit(REMEMBERED)
          .forEach(entry -> add(entry.id(), entry.crashes(), entry.alone()));
      if (counts && !running.isEmpty()) {
        log.warn(
            "This process ended before while {} tasks were running. If a task is among them again,"
                + " it runs alone the next time.",
            running.size());
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private static Entry crashed(Entry entry, List<Entry> running) {
    return new Entry(entry.id(), entry.crashes() + 1, running.size() == 1, false);
  }

  private static Entry idle(Entry entry) {
    return new Entry(entry.id(), entry.crashes(), entry.alone(), false);
  }

  /** A task may begin again while an earlier run of it goes on that nobody waits for any more. */
  @Override
  public void begins(String id) {
    var key = key(id);
    var known = tasks.get(key);
    var task = known == null ? add(key, 0, false) : known;
    if (++task.runs == 1) {
      write(key, task);
    }
  }

  private Remembered add(String key, int crashes, boolean alone) {
    var number = frees > 0 ? free[--frees] : Remembered.NOWHERE;
    var task = new Remembered(number, crashes, alone);
    tasks.put(key, task);
    return task;
  }

  @Override
  public void ended(String id) {
    var key = key(id);
    var task = tasks.get(key);
    if (task == null || --task.runs > 0) {
      return;
    }
    tasks.remove(key);
    if (task.number != Remembered.NOWHERE) {
      free[frees++] = task.number;
      if (isWritable()) {
        table.clear(task.number);
      }
    }
  }

  private void write(String key, Remembered task) {
    if (task.number != Remembered.NOWHERE && isWritable()) {
      put(table, key, task);
    }
  }

  private static void put(CrashTable table, String key, Remembered task) {
    table.put(task.number, new Entry(key, task.crashes, task.alone, task.runs > 0));
  }

  @Override
  public int crashes(String id) {
    var known = tasks.get(key(id));
    return known == null ? 0 : known.crashes;
  }

  @Override
  public boolean crashedAlone(String id) {
    var known = tasks.get(key(id));
    return known != null && known.alone;
  }

  @Override
  public int suspects(int crashes) {
    return (int)
        tasks.values().stream().filter(task -> task.crashes >= crashes && !task.alone).count();
  }

  @Override
  public void leaves() {
    leaving = true;
    var known = table;
    if (known != null) {
      known.leaves();
    }
  }

  private static String key(String id) {
    return id.length() <= CrashTable.LONGEST_ID
        ? id
        : id.substring(id.length() - CrashTable.LONGEST_ID);
  }

  /** Whether there is a table; if not, one is tried now and then, and has all that is known. */
  private boolean isWritable() {
    if (table != null) {
      return true;
    }
    if (nanos.getAsLong() - lastTry > BETWEEN_TRIES) {
      create();
    }
    return false;
  }

  /** A new table, with all that is known. */
  private void create() {
    lastTry = nanos.getAsLong();
    try {
      var fresh = CrashTable.create(file, capacity, boot);
      tasks.forEach(
          (key, task) -> {
            if (task.number != Remembered.NOWHERE) {
              put(fresh, key, task);
            }
          });
      table = fresh;
      if (leaving) {
        fresh.leaves();
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private void complain(IOException problem) {
    if (!complained) {
      complained = true;
      log.warn(
          "Crashes of the container may be forgotten: {} can't be kept ({}).",
          file,
          problem.toString());
    }
  }
}
