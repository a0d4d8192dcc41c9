// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.Seats;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of all pools. It asks those of a pool in rounds, one question at a time to each, and
 * adds up.
 */
public final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** How long a decision waits for this round's answers; later ones serve the next. */
  private static final Duration WAIT = Duration.ofMillis(300);

  /**
   * Decisions that wait at once; others take the answers of the last round. There are more threads
   * that decide, so that workers which are slow to answer do not hold up the pools of others.
   */
  private static final int WAITS_AT_ONCE = 16;

  private static final int WAITS_OF_NAMESPACE = 4;

  /** Half of those that can be open. */
  private static final int QUESTIONS_OF_NAMESPACE = HttpWorkers.CALLS_AT_ONCE / 2;

  /** To pods that did not answer the last time, or not yet, however many namespaces have some. */
  private static final int DOUBTFUL_AT_ONCE = HttpWorkers.CALLS_AT_ONCE / 2;

  private static final int DOUBTFUL_OF_NAMESPACE = DOUBTFUL_AT_ONCE / 2;

  /** An answer that takes longer counts as none did: a worker gives it within milliseconds. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Seats waits = new Seats(WAITS_AT_ONCE, WAITS_OF_NAMESPACE);
  private final CallLimiter prompt =
      new CallLimiter(Integer.MAX_VALUE, QUESTIONS_OF_NAMESPACE, MoreExecutors.directExecutor());
  private final CallLimiter doubtful =
      new CallLimiter(DOUBTFUL_AT_ONCE, DOUBTFUL_OF_NAMESPACE, MoreExecutors.directExecutor());
  private final WorkerLine line;
  private final Clock clock;
  private final Duration wait;

  /**
   * @param line how they are reached
   * @param clock tells when a report was received
   */
  public Workers(WorkerLine line, Clock clock) {
    this(line, clock, WAIT);
  }

  /**
   * @param wait how long a round of questions waits before it tells what is known
   */
  public Workers(WorkerLine line, Clock clock, Duration wait) {
    this.line = line;
    this.clock = clock;
    this.wait = wait;
  }

  /**
   * Asks all pods of a pool and returns what is known of them, at most 15 s old; pods that do not
   * answer soon are left out, never waited for. Counts of pods that are missing from {@code pods}
   * stay in the totals.
   *
   * @param ledger of the pool: the answers are booked there
   */
  public Reports ask(PoolLedger ledger, Collection<PodAddress> pods, Instant now) {
    ledger.retain(pods.stream().map(PodAddress::name).collect(Collectors.toSet()), now);
    var answers = pods.stream().map(pod -> ask(pod, ledger)).toList();
    await(ledger.namespace(), CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
    return ledger.at(pods, now).refusing(refusing(pods));
  }

  /**
   * Tells workers of a pool which part of its rate is theirs, where they have last reported another
   * one; what is lost on the way is told again at the next look.
   */
  public void share(PoolLedger ledger, Collection<PodAddress> pods, Instant now) {
    ledger.sharesToTell(pods, now).forEach(line::share);
  }

  private Map<String, String> refusing(Collection<PodAddress> pods) {
    var refusing = new HashMap<String, String>();
    pods.forEach(pod -> line.refusal(pod).ifPresent(why -> refusing.put(pod.name(), why)));
    return refusing;
  }

  private void await(String namespace, CompletableFuture<Void> answers) {
    var seat = waits.take(namespace);
    try {
      seat.ifPresent(taken -> await(answers));
    } finally {
      seat.ifPresent(Seats.Seat::leave);
    }
  }

  private void await(CompletableFuture<Void> answers) {
    try {
      answers.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("not every worker has answered yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One question to one pod; none while the one before is open. */
  private CompletableFuture<Void> ask(PodAddress pod, PoolLedger ledger) {
    if (pod.ip().isEmpty() || !ledger.questions().begin(pod.name())) {
      return CompletableFuture.completedFuture(null);
    }
    var question = new Question(pod);
    var turns = ledger.questions().isPrompt(pod.name()) ? prompt : doubtful;
    return inTurn(turns, ledger.namespace(), question)
        .thenAccept(report -> ledger.book(pod.name(), report, clock.instant()))
        .exceptionally(
            problem -> {
              LOG.debug("{} gave no report: {}", pod.name(), problem.getMessage());
              return null;
            })
        .whenComplete(
            (done, problem) -> ledger.questions().end(pod.name(), question.wasAnsweredSoon()));
  }

  /** One that notes how long its answer takes, apart from its turn. */
  private final class Question implements Supplier<CompletableFuture<WorkerReport>> {
    private final PodAddress pod;
    private volatile boolean soon;

    Question(PodAddress pod) {
      this.pod = pod;
    }

    @Override
    public CompletableFuture<WorkerReport> get() {
      var asked = clock.instant();
      return line.report(pod)
          .thenApply(
              report -> {
                soon = !clock.instant().isAfter(asked.plus(SOON));
                return report;
              });
    }

    boolean wasAnsweredSoon() {
      return soon;
    }
  }

  /** The result of {@code question}, which is asked when others of the namespace leave room. */
  private CompletableFuture<WorkerReport> inTurn(
      CallLimiter turns, String namespace, Supplier<CompletableFuture<WorkerReport>> question) {
    var answer = new CompletableFuture<WorkerReport>();
    Futures.addCallback(
        turns.take(namespace, () -> listenable(question.get())),
        new FutureCallback<WorkerReport>() {
          @Override
          public void onSuccess(WorkerReport report) {
            answer.complete(report);
          }

          @Override
          public void onFailure(Throwable problem) {
            answer.completeExceptionally(problem);
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  private static <T> ListenableFuture<T> listenable(CompletableFuture<T> future) {
    if (future.isDone() && !future.isCompletedExceptionally()) {
      return Futures.immediateFuture(future.join());
    }
    var same = SettableFuture.<T>create();
    future.whenComplete(
        (result, problem) -> {
          if (problem == null) {
            same.set(result);
          } else {
            same.setException(problem);
          }
        });
    return same;
  }

  /**
   * Tells a worker to pull no more for a minute; idempotent, a failure shows in its next report.
   */
  public void cordon(PodAddress pod) {
    line.cordon(pod);
  }

  /** Takes {@link #cordon} back. */
  public void uncordon(PodAddress pod) {
    line.uncordon(pod);
  }
}
