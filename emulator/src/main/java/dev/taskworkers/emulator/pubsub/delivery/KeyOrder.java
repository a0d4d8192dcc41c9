// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Messages of a subscription with message ordering. A key's messages go, in order, to one consumer
 * as long as it holds any of them; when one is given back, those after it come back too. (Google
 * also redelivers later messages that were acknowledged already; that is left out.)
 */
final class KeyOrder implements Waiting {
  private final AnyOrder keyless;
  private final Map<String, KeyQueue> lines = new HashMap<>();

  /** Lines that anybody may continue, by the sequence of their heads. */
  private final TreeMap<Long, KeyQueue> free = new TreeMap<>();

  /** Lines that only the holder of their leased messages may continue. */
  private final Map<Consumer, TreeMap<Long, KeyQueue>> bound = new HashMap<>();

  /** Where each line stands in one of the two. */
  private final Map<KeyQueue, Place> places = new HashMap<>();

  KeyOrder(Shuffle shuffle) {
    keyless = new AnyOrder(shuffle);
  }

  private record Place(Optional<Consumer> holder, long head) {}

  @Override
  public void add(Unacked entry) {
    if (entry.key().isEmpty()) {
      keyless.add(entry);
      return;
    }
    var line = lines.computeIfAbsent(entry.key(), key -> new KeyQueue());
    line.add(entry);
    refile(entry.key(), line);
  }

  @Override
  public void restore(Unacked entry) {
    if (entry.key().isEmpty()) {
      keyless.restore(entry);
    } else {
      refile(entry.key());
    }
  }

  @Override
  public Optional<Unacked> poll(Consumer consumer) {
    var mine = bound.get(consumer);
    var ofKeys = older(head(free), mine == null ? Optional.empty() : head(mine));
    var next = older(keyless.next(), ofKeys);
    next.ifPresent(
        entry -> {
          if (entry.key().isEmpty()) {
            keyless.poll(consumer);
          } else {
            lines.get(entry.key()).removeHead();
          }
        });
    return next;
  }

  /** The first where both are as old. */
  private static Optional<Unacked> older(Optional<Unacked> one, Optional<Unacked> other) {
    return one.isEmpty() || other.isPresent() && Unacked.byAge(other.get(), one.get()) < 0
        ? other
        : one;
  }

  private static Optional<Unacked> head(NavigableMap<Long, KeyQueue> file) {
    return file.isEmpty() ? Optional.empty() : file.firstEntry().getValue().head();
  }

  @Override
  public void leased(Lease lease) {
    line(lease).ifPresent(line -> line.lease(lease));
    refile(lease.entry.key());
  }

  @Override
  public void settled(Lease lease) {
    line(lease).ifPresent(line -> line.settle(lease));
    refile(lease.entry.key());
  }

  @Override
  public List<Lease> revoked(Lease lease) {
    var later = line(lease).map(line -> line.rewind(lease)).orElse(List.of());
    refile(lease.entry.key());
    return later;
  }

  @Override
  public void dropped(Unacked entry) {
    if (entry.key().isEmpty()) {
      keyless.dropped(entry);
    } else {
      refile(entry.key());
    }
  }

  private Optional<KeyQueue> line(Lease lease) {
    return Optional.ofNullable(lines.get(lease.entry.key()));
  }

  private void refile(String key) {
    Optional.ofNullable(lines.get(key)).ifPresent(line -> refile(key, line));
  }

  private void refile(String key, KeyQueue line) {
    Optional.ofNullable(places.remove(line)).ifPresent(this::takeOut);
    var head = line.head();
    head.ifPresent(
        entry -> {
          var place = new Place(line.holder(), entry.message.sequence());
          places.put(line, place);
          file(place).put(place.head, line);
        });
    if (line.isEmpty()) {
      lines.remove(key);
    }
  }

  private NavigableMap<Long, KeyQueue> file(Place place) {
    return place
        .holder
        .map(holder -> bound.computeIfAbsent(holder, name -> new TreeMap<>()))
        .orElse(free);
  }

  private void takeOut(Place place) {
    var file = file(place);
    file.remove(place.head);
    place.holder.filter(holder -> file.isEmpty()).ifPresent(bound::remove);
  }
}
