package dev.taskworkers.lab.cloud.pubsub.backlog;

import dev.taskworkers.lab.cloud.pubsub.message.AckId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The leases of one subscription: by message, by deadline and counted by client. */
final class Leases {
  private final Map<Long, Lease> bySequence = new HashMap<>();
  private final TreeSet<Lease> byDeadline = new TreeSet<>(Lease::byDeadline);
  private final Map<String, Integer> byClient = new HashMap<>();

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
  }

  int size() {
    return bySequence.size();
  }

  Map<String, Integer> byClient() {
    return Map.copyOf(byClient);
  }
}
