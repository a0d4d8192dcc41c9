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
  private final Map<String, Place> places = new HashMap<>();

  /** How many runs there are of each task. */
  private final Map<String, Integer> runs = new HashMap<>();

  private final int[] free;
  private int frees;

  /** Missing while it can't be written. */
  private volatile CrashTable table;

  private volatile boolean leaving;
  private long lastTry;
  private boolean complained;

  /** An entry and its number in the table. */
  private record Place(int number, Entry entry) {}

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
          .forEach(this::add);
      if (counts && !running.isEmpty()) {
        log.warn(
            "This process ended before while {} tasks were running. One that is among them again"
                + " runs alone the next time.",
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
    if (runs.merge(key, 1, Integer::sum) > 1) {
      return;
    }
    var known = places.get(key);
    if (known == null) {
      add(new Entry(key, 0, false, true));
    } else {
      var old = known.entry();
      var entry = new Entry(key, old.crashes(), old.alone(), true);
      places.put(key, new Place(known.number(), entry));
      write(known.number(), entry);
    }
  }

  /** What finds no place is not remembered: it ran beside more than there are slots. */
  private void add(Entry entry) {
    if (frees > 0) {
      var number = free[--frees];
      places.put(entry.id(), new Place(number, entry));
      write(number, entry);
    }
  }

  @Override
  public void ended(String id) {
    var key = key(id);
    if (runs.merge(key, -1, Integer::sum) > 0) {
      return;
    }
    runs.remove(key);
    var known = places.remove(key);
    if (known != null) {
      free[frees++] = known.number();
      change(() -> table.clear(known.number()));
    }
  }

  private void write(int number, Entry entry) {
    change(() -> table.put(number, entry));
  }

  @Override
  public int crashes(String id) {
    var known = places.get(key(id));
    return known == null ? 0 : known.entry().crashes();
  }

  @Override
  public boolean crashedAlone(String id) {
    var known = places.get(key(id));
    return known != null && known.entry().alone();
  }

  @Override
  public int suspects(int crashes) {
    return (int)
        places.values().stream()
            .map(Place::entry)
            .filter(entry -> entry.crashes() >= crashes && !entry.alone())
            .count();
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

  private void change(Runnable write) {
    if (table == null) {
      if (nanos.getAsLong() - lastTry > BETWEEN_TRIES) {
        create();
      }
      return;
    }
    write.run();
  }

  /** A new table, with all that is known. */
  private void create() {
    lastTry = nanos.getAsLong();
    try {
      var fresh = CrashTable.create(file, capacity, boot);
      places.values().forEach(place -> fresh.put(place.number(), place.entry()));
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
