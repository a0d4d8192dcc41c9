// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code /statusz} of worker pods, and posts orders with their proofs. */
public final class HttpWorkers implements WorkerLine, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWorkers.class);

  /** To the last byte. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** One could do it, but on a busy machine each thread gets the same share of the processor. */
  private static final int THREADS = 4;

  /** Questions of a thread that are open: so many slow workers hold up others for two seconds. */
  private static final int AT_ONCE = 64;

  /** Of all threads. */
  static final int CALLS_AT_ONCE = THREADS * AT_ONCE;

  /** What pods that take orders and never answer can hold, beside questions. */
  private static final int ORDERS_AT_ONCE = CALLS_AT_ONCE / 4;

  private static final int ORDERS_OF_NAMESPACE = ORDERS_AT_ONCE / 4;

  private final OrderTurns orders = turns();
  private final OrderRefusals refusals;

  /** With a secret: nobody can choose names that fall to one thread. */
  private final HashFunction hash;

  private final List<WorkerCalls> calls;
  private final int port;
  private final OrderSigner signer;

  /**
   * @param port the workers' health port
   */
  public HttpWorkers(int port, OrderSigner signer) {
    this(port, signer, ANSWER_WITHIN, new OrderRefusals(Ticker.systemTicker()));
  }

  /**
   * @param answerWithin how long one pod's answer may take, to the last byte
   */
  HttpWorkers(int port, OrderSigner signer, Duration answerWithin, OrderRefusals refusals) {
    var secret = new SecureRandom();
    this.hash = Hashing.sipHash24(secret.nextLong(), secret.nextLong());
    this.port = port;
    this.signer = signer;
    this.refusals = refusals;
    this.calls =
        Stream.generate(() -> new WorkerCalls(AT_ONCE, answerWithin)).limit(THREADS).toList();
  }

  static OrderTurns turns() {
    return new OrderTurns(ORDERS_AT_ONCE, ORDERS_OF_NAMESPACE);
  }

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress pod) {
    return calls(pod)
        .send(WorkerCall.get(address(pod), WorkerEndpoints.STATUSZ))
        .thenApply(WorkerReport::fromJson);
  }

  @Override
  public void cordon(PodAddress pod) {
    post(pod, WorkerEndpoints.CORDON, "");
  }

  @Override
  public void uncordon(PodAddress pod) {
    post(pod, WorkerEndpoints.UNCORDON, "");
  }

  @Override
  public void share(PodAddress pod, RateShare share) {
    post(pod, WorkerEndpoints.SHARE, share.text());
  }

  /** Without a proof nothing is sent: no worker would follow it. */
  private void post(PodAddress pod, String path, String body) {
    if (!pod.ip().isEmpty()) {
      orders.send(pod.pod(), path, () -> inTurn(pod, path, body));
    }
  }

  private CompletableFuture<byte[]> inTurn(PodAddress pod, String path, String body) {
    return signer
        .prove(pod.pod(), path, body)
        .map(proof -> calls(pod).sendNext(WorkerCall.post(address(pod), path, body, proof)))
        .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("no key yet")))
        .whenComplete(
            (done, problem) -> {
              if (problem == null) {
                refusals.taken(pod.pod());
              } else {
                if (problem instanceof OrderRefusedException) {
                  refusals.refused(pod.pod(), problem.getMessage());
                }
                LOG.debug("{} did not take {}: {}", pod.name(), path, problem.getMessage());
              }
            });
  }

  @Override
  public Optional<String> refusal(PodAddress pod) {
    return refusals.lasting(pod.pod());
  }

  private WorkerCalls calls(PodAddress pod) {
    return calls.get(Math.floorMod(hash.hashString(pod.name(), UTF_8).asInt(), THREADS));
  }

  private InetSocketAddress address(PodAddress pod) {
    return new InetSocketAddress(pod.ip(), port);
  }

  @Override
  public void close() {
    calls.forEach(WorkerCalls::close);
  }
}
