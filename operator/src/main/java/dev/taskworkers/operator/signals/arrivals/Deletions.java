// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.taskworkers.runtime.GrowingPause;
import dev.taskworkers.runtime.StatusWords;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes doorbell subscriptions that nobody wants any more: each again and again until it is gone,
 * since it costs for as long as its topic has tasks. One that is wanted again stays. Thread-safe.
 */
final class Deletions {
  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** Whoever changes pools again and again may name new sources for ever. */
  private static final int MOST = 1000;

  private final Map<String, Deletion> pending = new LinkedHashMap<>();
  private final Clock clock;

  /** One that has not come about yet; when it is tried next. */
  private static final class Deletion {
    private final DoorbellSubscription subscription;
    private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
    private Instant due = Instant.MAX;

    Deletion(DoorbellSubscription subscription) {
      this.subscription = subscription;
    }
  }

  Deletions(Clock clock) {
    this.clock = clock;
  }

  /**
   * Has {@code subscription} deleted.
   *
   * @return how the first try ends
   */
  ListenableFuture<?> begin(DoorbellSubscription subscription) {
    var deletion = new Deletion(subscription);
    remember(deletion);
    return attempt(deletion);
  }

  private synchronized void remember(Deletion deletion) {
    pending.put(deletion.subscription.name(), deletion);
    if (pending.size() > MOST) {
      pending.remove(pending.keySet().iterator().next());
    }
  }

  /** The subscription of this name is wanted again: a try that has not begun does nothing. */
  synchronized void wanted(String name) {
    pending.remove(name);
  }

  /** To be called every few seconds. */
  void tend(Instant now) {
    take(deletion -> !now.isBefore(deletion.due)).forEach(this::attempt);
  }

  /** Tries once more at once; how that ends. */
  List<ListenableFuture<?>> tryAll() {
    return List.copyOf(
        take(deletion -> deletion.due.isBefore(Instant.MAX)).stream().map(this::attempt).toList());
  }

  private synchronized List<Deletion> take(Predicate<Deletion> which) {
    var taken = pending.values().stream().filter(which).toList();
    taken.forEach(deletion -> deletion.due = Instant.MAX);
    return taken;
  }

  private ListenableFuture<?> attempt(Deletion deletion) {
    var call = deletion.subscription.delete(() -> isPending(deletion));
    Futures.addCallback(
        call,
        new FutureCallback<Object>() {
          @Override
          public void onSuccess(Object gone) {
            forget(deletion);
          }

          @Override
          public void onFailure(Throwable why) {
            failed(deletion, Status.fromThrowable(why));
          }
        },
        MoreExecutors.directExecutor());
    return call;
  }

  private synchronized boolean isPending(Deletion deletion) {
    return pending.get(deletion.subscription.name()) == deletion;
  }

  private synchronized void forget(Deletion deletion) {
    pending.remove(deletion.subscription.name(), deletion);
  }

  private synchronized void failed(Deletion deletion, Status why) {
    if (why.getCode() == Status.Code.NOT_FOUND) {
      forget(deletion);
    } else if (isPending(deletion)) {
      if (deletion.pause.present().isZero()) {
        LOG.warn(
            "doorbell {} could not be deleted; the operator tries again: {}",
            deletion.subscription.name(),
            StatusWords.of(why));
      }
      deletion.due = clock.instant().plus(deletion.pause.longer());
    }
  }
}
