package dev.taskworkers.worker.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a folder that outlives the container, as a pod's emptyDir does: a line for each
 * begin ({@code +ID}), each end ({@code -ID}) and each crash that is known ({@code !ID}). It is
 * written anew at each start, when it has grown, and as soon as that is possible after a line could
 * not be written. A disk that is full costs the memory, never a task. Belongs to the loop.
 */
public final class InFlightFile implements InFlight {
  private static final String NAME = "in-flight";
  private static final int LARGE = 1 << 20;

  /** More than this are not remembered, so that a worker that crashes at each start stays small. */
  private static final int REMEMBERED = 10_000;

  private static final Logger log = LoggerFactory.getLogger(InFlightFile.class);

  private final Path file;
  private final Set<String> running = new LinkedHashSet<>();
  private final Map<String, Integer> crashes = new HashMap<>();
  private FileChannel channel;
  private boolean incomplete;
  private boolean complained;

  private InFlightFile(Path file) {
    this.file = file;
  }

  /** The memory in {@code folder}, which must be there; without it nothing is remembered. */
  public static InFlight in(Path folder) {
    if (!Files.isDirectory(folder)) {
      log.info("There is no folder {}: crashes of the container are not remembered.", folder);
      return NONE;
    }
    var memory = new InFlightFile(folder.resolve(NAME));
    memory.read();
    memory.rewrite();
    return memory;
  }

  @Override
  public void begins(String id) {
    running.add(id);
    append('+', id);
  }

  @Override
  public void ended(String id) {
    running.remove(id);
    crashes.remove(id);
    append('-', id);
  }

  @Override
  public int crashes(String id) {
    return crashes.getOrDefault(id, 0);
  }

  private void read() {
    try {
      if (Files.exists(file)) {
        Files.readAllLines(file, StandardCharsets.ISO_8859_1).forEach(this::read);
      }
    } catch (IOException e) {
      complain(e);
    }
    running.stream().limit(REMEMBERED).forEach(id -> crashes.merge(id, 1, Integer::sum));
    if (!running.isEmpty()) {
      log.warn(
          "This process ended before while {} tasks were running; one that is among them again"
              + " becomes a dead letter.",
          running.size());
    }
    running.clear();
  }

  private void read(String line) {
    if (line.length() > 1) {
      var id = line.substring(1);
      switch (line.charAt(0)) {
        case '+' -> running.add(id);
        case '!' -> crashes.merge(id, 1, Integer::sum);
        case '-' -> {
          running.remove(id);
          crashes.remove(id);
        }
        default -> {}
      }
    }
  }

  /** Only what still counts, in place of everything that was ever written. */
  private void rewrite() {
    var lines = new StringBuilder();
    crashes.forEach((id, count) -> lines.append(("!" + id + "\n").repeat(count)));
    running.forEach(id -> lines.append('+').append(id).append('\n'));
    try {
      var fresh = file.resolveSibling(NAME + ".new");
      Files.writeString(fresh, lines, StandardCharsets.ISO_8859_1);
      if (channel != null) {
        channel.close();
      }
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      incomplete = false;
    } catch (IOException e) {
      complain(e);
    }
  }

  private void append(char what, String id) {
    if (incomplete) {
      rewrite();
      return;
    }
    try {
      var line = ByteBuffer.wrap((what + id + "\n").getBytes(StandardCharsets.ISO_8859_1));
      channel.write(line);
      if (line.hasRemaining() || channel.size() > LARGE) {
        rewrite();
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private void complain(IOException problem) {
    incomplete = true;
    if (!complained) {
      complained = true;
      log.warn(
          "Crashes of the container may be forgotten: {} can't be kept ({}).",
          file,
          problem.toString());
    }
  }
}
