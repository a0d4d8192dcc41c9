// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of entries of a fixed size, mapped into memory: what is written outlives the process in
 * the page cache, and costs no system call. An entry that was half written does not match its sum
 * and is none. Every byte is allocated when the file is made, so that a disk that fills up later
 * does not matter. Belongs to the loop, except that any thread may call {@link #leaves}.
 */
final class CrashTable {
  /** Longer ids, which Pub/Sub does not make, are known by their end. */
  static final int LONGEST_ID = 48;

  private static final long MAGIC = 0x5457_4352_4153_4832L;
  private static final int ENTRY_BYTES = 64;
  private static final int LEAVES_AT = 8;
  private static final int BOOT_AT = 16;
  private static final int BOOT_BYTES = 40;
  private static final int CRASHES_AT = 8;
  private static final int RUNS_AT = 12;
  private static final int ALONE_AT = 13;
  private static final int LENGTH_AT = 14;
  private static final int ID_AT = 16;

  /**
   * A task.
   *
   * @param crashes in which it was running, before it began now
   * @param alone whether no other task was running in the last of them
   * @param runs whether it runs now
   */
  record Entry(String id, int crashes, boolean alone, boolean runs) {}

  /**
   * What a process left behind.
   *
   * @param leaves it was told to end
   * @param boot names the run of the machine's system
   */
  record Contents(List<Entry> entries, boolean leaves, String boot) {
    static final Contents NONE = new Contents(List.of(), false, "");
  }

  private final MappedByteBuffer bytes;

  private CrashTable(MappedByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** What is in {@code file}; nothing when it is missing or is something else. */
  static Contents read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Contents.NONE;
    }
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.limit() < ENTRY_BYTES || bytes.getLong(0) != MAGIC) {
      return Contents.NONE;
    }
    var entries = new ArrayList<Entry>();
    for (int at = ENTRY_BYTES; at + ENTRY_BYTES <= bytes.limit(); at += ENTRY_BYTES) {
      entry(bytes, at).ifPresent(entries::add);
    }
    return new Contents(entries, bytes.getLong(LEAVES_AT) != 0, text(bytes, BOOT_AT, BOOT_BYTES));
  }

  private static Optional<Entry> entry(ByteBuffer bytes, int at) {
    var sum = bytes.getLong(at);
    var length = bytes.get(at + LENGTH_AT);
    if (sum == 0 || sum != sum(bytes, at) || length < 0 || length > LONGEST_ID) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            text(bytes, at + ID_AT, length),
            bytes.getInt(at + CRASHES_AT),
            bytes.get(at + ALONE_AT) != 0,
            bytes.get(at + RUNS_AT) != 0));
  }

  private static String text(ByteBuffer bytes, int at, int length) {
    var text = new byte[length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.ISO_8859_1).replace("\0", "");
  }

  /** An empty table in place of {@code file}. */
  static CrashTable create(Path file, int entries, String boot) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    var content = ByteBuffer.allocate(ENTRY_BYTES * (entries + 1));
    content.putLong(0, MAGIC);
    var name = boot.getBytes(StandardCharsets.ISO_8859_1);
    content.put(BOOT_AT, name, 0, Math.min(name.length, BOOT_BYTES));
    try (var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      var mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, content.limit());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      return new CrashTable(mapped);
    }
  }

  /** Writes {@code entry} at its number; its sum makes it valid, and so is written last. */
  void put(int number, Entry entry) {
    var at = at(number);
    bytes.putLong(at, 0);
    bytes.putInt(at + CRASHES_AT, entry.crashes());
    bytes.put(at + RUNS_AT, (byte) (entry.runs() ? 1 : 0));
    bytes.put(at + ALONE_AT, (byte) (entry.alone() ? 1 : 0));
    bytes.put(at + LENGTH_AT, (byte) entry.id().length());
    bytes.put(at + ID_AT, entry.id().getBytes(StandardCharsets.ISO_8859_1));
    bytes.putLong(at, sum(bytes, at));
  }

  void clear(int number) {
    bytes.putLong(at(number), 0);
  }

  void leaves() {
    bytes.putLong(LEAVES_AT, 1);
  }

  private static int at(int number) {
    return ENTRY_BYTES * (number + 1);
  }

  /** Of everything that counts in the entry; never 0. */
  private static long sum(ByteBuffer bytes, int at) {
    var end = at + ID_AT + Math.min(Math.max(bytes.get(at + LENGTH_AT), 0), LONGEST_ID);
    var sum = 0x9E37_79B9_7F4A_7C15L ^ bytes.getLong(at + CRASHES_AT);
    for (int each = at + ID_AT; each < end; each++) {
      sum = (sum ^ bytes.get(each)) * 0x100_0000_01B3L;
      sum ^= sum >>> 29;
    }
    return sum | 1;
  }
}
