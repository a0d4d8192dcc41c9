// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.runtime.DaemonThreads;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one term follow the other in one process: without an API server nothing can be done but wait,
 * and a process that ends instead is started by Kubernetes ever more rarely.
 */
final class LeadershipTerms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipTerms.class);
  private static final int SERVER_ERRORS = 500;
  private static final int TOO_MANY_REQUESTS = 429;

  /** More than a clock is ever set back by while it is kept right. */
  private static final Duration SET_BACK = Duration.ofMinutes(1);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Supplier<LeadershipTerm> terms;
  private final Duration pause;
  private final Thread thread;
  private volatile LeadershipTerm current;
  private volatile String problem = "";
  private volatile Instant tended = Instant.MIN;

  /**
   * @param pause between two tries to begin a term
   */
  LeadershipTerms(Supplier<LeadershipTerm> terms, Duration pause) {
    this.terms = terms;
    this.pause = pause;
    this.current = terms.get();
    this.thread = DaemonThreads.of("terms", this::goOn);
  }

  /**
   * Begins the first term; returns when it has begun, however long the API server is away.
   *
   * @throws RuntimeException when it can't begin for a reason that does not pass by itself
   */
  void begin() {
    while (!isClosing()) {
      try {
        current.begin();
        problem = "";
        thread.start();
        return;
      } catch (RuntimeException e) {
        if (!mayPass(e)) {
          throw e;
        }
        inVain(e);
      }
    }
  }

  /** For ever: what ended one term may keep the next from beginning for as long as it likes. */
  private void goOn() {
    while (!isClosing()) {
      var why = current.lost().join();
      if (isClosing()) {
        return;
      }
      LOG.error("{}; this operator stops and restarts", why);
      problem = why;
      next();
      while (!isClosing() && !begins()) {
        LOG.debug("another try");
      }
    }
  }

  private boolean begins() {
    try {
      current.begin();
      problem = "";
      return true;
    } catch (RuntimeException | Error e) {
      inVain(e);
      return false;
    }
  }

  private void inVain(Throwable e) {
    problem = "the Kubernetes API can't be watched: " + cause(e);
    LOG.warn("{}; the operator tries again in {}", problem, pause);
    waitForIt();
    next();
  }

  private void next() {
    abandon();
    for (var made = false; !made && !isClosing(); ) {
      made = makes();
    }
  }

  /** Whatever a term that is over leaves behind for want of threads must not keep the next away. */
  private void abandon() {
    try {
      current.abandon();
    } catch (RuntimeException | Error e) {
      LOG.warn("the term that has ended left something behind", e);
    }
  }

  /**
   * A term that can't be made, for want of files or threads, is tried again like one that ended. A
   * thread that can't be started is an {@link OutOfMemoryError}.
   */
  private boolean makes() {
    try {
      current = terms.get();
      return true;
    } catch (RuntimeException | Error e) {
      problem = "no new term can begin: " + cause(e);
      LOG.warn("{}; the operator tries again in {}", problem, pause);
      waitForIt();
      return false;
    }
  }

  private static Throwable cause(Throwable problem) {
    return causes(problem).reduce(problem, (outer, inner) -> inner);
  }

  /** No answer, or one that says nothing of us. */
  static boolean mayPass(RuntimeException problem) {
    return causes(problem)
        .anyMatch(
            e ->
                e instanceof IOException
                    || e instanceof TimeoutException
                    || (e instanceof KubernetesClientException answer
                        && (answer.getCode() == 0
                            || answer.getCode() == TOO_MANY_REQUESTS
                            // The first pages of a list are older than the server keeps them.
                            || answer.getCode() == HttpURLConnection.HTTP_GONE
                            || answer.getCode() >= SERVER_ERRORS)));
  }

  private static Stream<Throwable> causes(Throwable problem) {
    return Stream.iterate(problem, e -> e != null, Throwable::getCause).limit(20);
  }

  private void waitForIt() {
    try {
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  Optional<String> notReady() {
    return problem.isEmpty() ? current.notReady() : Optional.of(problem);
  }

  /** Why no term knows its pools yet. */
  Optional<String> notBegun() {
    return problem.isEmpty() ? current.notBegun() : Optional.of(problem);
  }

  /** Whether this operator has the leader's place. */
  boolean leads() {
    return current.leads();
  }

  void checkTenure() {
    current.checkTenure();
  }

  /** The pools that the current term follows. */
  PoolControl pools() {
    return current.pools();
  }

  /**
   * Called every few seconds. A term ends when the clock was set back: all that it remembers of
   * pools has times that are yet to come, and would wait for them.
   */
  void tend(Instant now) {
    var last = tended;
    tended = now;
    if (last.isAfter(now.plus(SET_BACK))) {
      current.lost().complete("the clock was set back from " + last + " to " + now);
    } else {
      pools().tend(now);
    }
  }

  /** Ends the term that is, in order, and begins no other. */
  @Override
  public void close() {
    closing.countDown();
    current.lost().complete("this operator stops");
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    current.close();
  }
}
