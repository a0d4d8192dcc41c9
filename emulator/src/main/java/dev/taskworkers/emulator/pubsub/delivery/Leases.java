// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The leases of one subscription: by message, by deadline and counted by client. */
final class Leases {
  private final Map<Long, Lease> bySequence = new HashMap<>();
  private final TreeSet<Lease> byDeadline = new TreeSet<>(Lease::byDeadline);
  private final Map<String, Integer> byClient = new HashMap<>();

  /** Leases of messages that were delivered once more since; they acknowledge, and never expire. */
  private final Map<Long, List<Lease>> twins = new HashMap<>();

  /** The message of a lease that goes on may be leased once more. */
  void duplicate(Lease lease) {
    bySequence.remove(lease.message().sequence());
    byDeadline.remove(lease);
    twins.computeIfAbsent(lease.message().sequence(), sequence -> new ArrayList<>()).add(lease);
  }

  /** The earlier lease that this id names, of a message that was delivered once more. */
  Optional<Lease> twin(AckId id) {
    if (twins.isEmpty()) {
      return Optional.empty();
    }
    return twins.getOrDefault(id.sequence(), List.of()).stream()
        .filter(lease -> lease.ackId().equals(id))
        .findFirst();
  }

  boolean hasTwin(Lease lease) {
    return twins.containsKey(lease.message().sequence());
  }

  /** Ends the earlier leases of a message. */
  void endTwins(Unacked entry) {
    Optional.ofNullable(twins.remove(entry.message.sequence()))
        .ifPresent(leases -> leases.forEach(this::freeHolder));
  }

  /** Ends an earlier lease alone. */
  void endTwin(Lease lease) {
    var rest = twins.get(lease.message().sequence());
    rest.remove(lease);
    if (rest.isEmpty()) {
      twins.remove(lease.message().sequence());
    }
    freeHolder(lease);
  }

  void add(Lease lease) {
    lease.entry.state = Unacked.State.LEASED;
    bySequence.put(lease.message().sequence(), lease);
    byDeadline.add(lease);
    byClient.merge(lease.holder.client(), 1, Integer::sum);
  }

  /** Ends the lease; its holder may take another message. */
  void end(Lease lease) {
    bySequence.remove(lease.message().sequence());
    byDeadline.remove(lease);
    freeHolder(lease);
  }

  private void freeHolder(Lease lease) {
    byClient.computeIfPresent(lease.holder.client(), (name, held) -> held == 1 ? null : held - 1);
    lease.holder.ended(lease);
  }

  void extend(Lease lease, Instant deadline) {
    byDeadline.remove(lease);
    lease.deadline = deadline;
    byDeadline.add(lease);
  }

  Optional<Lease> of(Unacked entry) {
    return Optional.ofNullable(bySequence.get(entry.message.sequence()));
  }

  /** The lease that this id names, unless it has ended. */
  Optional<Lease> current(AckId id) {
    return Optional.ofNullable(bySequence.get(id.sequence()))
        .filter(lease -> lease.ackId().equals(id));
  }

  /** The next lease whose deadline has come. */
  Optional<Lease> expired(Instant now) {
    return byDeadline.isEmpty() || byDeadline.first().deadline.isAfter(now)
        ? Optional.empty()
        : Optional.of(byDeadline.first());
  }

  void endAll() {
    new ArrayList<>(bySequence.values()).forEach(this::end);
    twins.values().forEach(leases -> leases.forEach(this::freeHolder));
    twins.clear();
  }

  int size() {
    return bySequence.size();
  }

  Map<String, Integer> byClient() {
    return Map.copyOf(byClient);
  }
}
