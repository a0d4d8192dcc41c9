package dev.taskworkers.cli.letters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dead-letter subscription as one command sees it. What it takes it holds, so that nothing comes
 * twice, until the command removes it or ends; then everything else goes back, also after an error
 * or Ctrl-C. Of a letter it keeps no more than its ids.
 */
final class LetterBox implements AutoCloseable {
  private static final int BATCH = 100;
  private static final int ACK_IDS = 500;

  /** Pub/Sub may answer nothing although there is something: so often in a row it is believed. */
  private static final int EMPTY_PULLS = 3;

  private static final int LEASE_SECONDS = 60;

  private final Calls calls;
  private final int most;
  private final Instant asOf;
  private final Map<String, String> held = new LinkedHashMap<>();
  private final Set<String> removed = new HashSet<>();
  private final Set<String> published = new HashSet<>();
  private int looked;
  private int later;
  private boolean closed;

  /**
   * @param most letters that are looked at
   * @param asOf letters that came later are held, but not taken
   */
  LetterBox(Calls calls, int most, Instant asOf) {
    this.calls = calls;
    this.most = most;
    this.asOf = asOf;
  }

  /** Takes a few letters that were not taken yet; empty: none seems to be left, or enough seen. */
  List<Letter> take() {
    var empty = 0;
    while (empty < EMPTY_PULLS && looked < most) {
      var pulled = calls.pull(Math.min(most - looked, BATCH));
      empty = pulled.isEmpty() ? empty + 1 : 0;
      var taken = hold(pulled);
      if (!taken.isEmpty()) {
        return taken;
      }
    }
    return List.of();
  }

  /** Publishes the task of a letter, then removes the letter. */
  void redrive(Letter letter, String topic) {
    published.add(calls.publish(letter, topic));
    remove(List.of(letter));
  }

  /** Removes letters for good. */
  synchronized void remove(List<Letter> letters) {
    calls.acknowledge(letters.stream().map(this::ackId).toList());
    for (var letter : letters) {
      held.remove(letter.id());
      removed.add(letter.id());
    }
  }

  /** The topic of a subscription. */
  String topicOf(String subscription) {
    return calls.topicOf(subscription);
  }

  /** How many letters were looked at. */
  int looked() {
    return looked;
  }

  /** How many of them came too late to be taken. */
  int later() {
    return later;
  }

  /** Whether it stopped because it had seen enough. */
  boolean full() {
    return looked >= most;
  }

  /** Holds everything for another minute. */
  synchronized void renew() {
    lease(held.values(), LEASE_SECONDS);
  }

  /** Gives back what is held. */
  @Override
  public synchronized void close() {
    closed = true;
    lease(held.values(), 0);
    held.clear();
  }

  private synchronized List<Letter> hold(List<Letter> pulled) {
    var again = new ArrayList<String>();
    var ackIds = new ArrayList<String>();
    var taken = new ArrayList<Letter>();
    for (var letter : pulled) {
      if (removed.contains(letter.id())) {
        again.add(letter.ackId());
        continue;
      }
      ackIds.add(letter.ackId());
      if (held.put(letter.id(), letter.ackId()) == null) {
        looked++;
        if (isLater(letter)) {
          later++;
        } else {
          taken.add(letter);
        }
      }
    }
    if (!again.isEmpty()) {
      calls.acknowledge(again);
    }
    lease(ackIds, closed ? 0 : LEASE_SECONDS);
    return taken;
  }

  /** By this machine's clock, or because its task was published here; clocks may differ. */
  private boolean isLater(Letter letter) {
    return letter.publishTime().isAfter(asOf) || published.contains(letter.told("message-id"));
  }

  /** The latest: a letter that was delivered once more has another. */
  private String ackId(Letter letter) {
    return held.getOrDefault(letter.id(), letter.ackId());
  }

  private void lease(Iterable<String> ackIds, int seconds) {
    var all = new ArrayList<String>();
    ackIds.forEach(all::add);
    for (var from = 0; from < all.size(); from += ACK_IDS) {
      calls.lease(all.subList(from, Math.min(from + ACK_IDS, all.size())), seconds);
    }
  }
}
