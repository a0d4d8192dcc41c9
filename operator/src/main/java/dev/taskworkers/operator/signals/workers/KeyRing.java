// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.SigningKey;
import dev.taskworkers.protocol.VerificationKeys;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys of an operator, the oldest first. A key is shown to the workers for a while before
 * anything is signed with it, and for as long after it was last used: the kubelet writes what a pod
 * is to know a minute or two late. A ring that is new, because somebody has emptied it, begins with
 * a key that is used at once.
 */
public record KeyRing(List<Entry> keys) {
  /** No key. */
  public static final KeyRing EMPTY = new KeyRing(List.of());

  static final Duration OVERLAP = Duration.ofMinutes(10);
  static final Duration USED_FOR = Duration.ofDays(30);

  /**
   * A key.
   *
   * @param since when it was made
   */
  public record Entry(Instant since, SigningKey key) {
    private String text() {
      return since + " " + key.secret();
    }

    private static Optional<Entry> parse(String line) {
      var parts = line.strip().split(" ", -1);
      try {
        return parts.length == 2
            ? Optional.of(new Entry(Instant.parse(parts[0]), SigningKey.parse(parts[1])))
            : Optional.empty();
      } catch (DateTimeException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  public KeyRing {
    keys = List.copyOf(keys);
  }

  /** Reads what {@link #text} wrote; a line that is no key is left out. */
  public static KeyRing parse(String text) {
    return new KeyRing(text.lines().flatMap(line -> Entry.parse(line).stream()).toList());
  }

  /** All of it: a secret. */
  public String text() {
    return keys.stream().map(Entry::text).collect(Collectors.joining("\n"));
  }

  /**
   * What it should be at {@code now}; this ring, where nothing is due.
   *
   * @param telling since when workers have been told of its keys without a break: while nobody told
   *     them, a key that was made then became known to no worker
   */
  public KeyRing at(Instant now, Instant telling) {
    if (keys.isEmpty()) {
      return new KeyRing(List.of(new Entry(now, SigningKey.generate())));
    }
    var latest = keys.get(keys.size() - 1);
    if (isOlder(latest, USED_FOR, now)) {
      return with(new Entry(now, SigningKey.generate()));
    }
    return keys.size() > 1 && isShown(latest, OVERLAP.multipliedBy(2), now, telling)
        ? new KeyRing(List.of(latest))
        : this;
  }

  private KeyRing with(Entry next) {
    var more = new ArrayList<>(keys);
    more.add(next);
    return new KeyRing(more);
  }

  private static boolean isShown(Entry entry, Duration time, Instant now, Instant telling) {
    return isOlder(entry, time, now) && !telling.plus(time).isAfter(now);
  }

  private static boolean isOlder(Entry entry, Duration age, Instant now) {
    return !entry.since().plus(age).isAfter(now);
  }

  /**
   * The key that orders are signed with at {@code now}; empty while there is none.
   *
   * @param telling since when workers have been told of its keys without a break
   */
  public Optional<SigningKey> signing(Instant now, Instant telling) {
    return keys.stream()
        .filter(entry -> isShown(entry, OVERLAP, now, telling))
        .reduce((older, newer) -> newer)
        .or(() -> keys.stream().findFirst())
        .map(Entry::key);
  }

  /** What workers are to know, as an annotation of their pods; empty while there is no key. */
  public Optional<String> shown() {
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(VerificationKeys.format(keys.stream().map(Entry::key).toList()));
  }
}
