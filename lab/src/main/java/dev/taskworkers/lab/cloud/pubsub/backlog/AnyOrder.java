package dev.taskworkers.lab.cloud.pubsub.backlog;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/** Messages without an ordering key: redeliveries first, then as they were published. */
final class AnyOrder implements Waiting {
  private final Queue<Unacked> fresh = new ArrayDeque<>();
  private final Queue<Unacked> returned = new PriorityQueue<>(Unacked::byAge);

  @Override
  public void add(Unacked entry) {
    fresh.add(entry);
  }

  @Override
  public void restore(Unacked entry) {
    returned.add(entry);
  }

  @Override
  public Optional<Unacked> poll(Consumer consumer) {
    var entry = oldest();
    entry.ifPresent(taken -> (returned.peek() == taken ? returned : fresh).remove());
    return entry;
  }

  /** Leaves it in. */
  Optional<Unacked> oldest() {
    return head(returned).or(() -> head(fresh));
  }

  private static Optional<Unacked> head(Queue<Unacked> queue) {
    while (!queue.isEmpty() && queue.peek().isGone()) {
      queue.remove();
    }
    return Optional.ofNullable(queue.peek());
  }

  @Override
  public void leased(Lease lease) {}

  @Override
  public void settled(Lease lease) {}

  @Override
  public List<Lease> revoked(Lease lease) {
    return List.of();
  }

  @Override
  public void dropped(Unacked entry) {}
}
