package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.operator.signals.workers.Workers.PodAddress;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code /statusz} of worker pods and posts to {@code /cordon} and {@code /uncordon}. */
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

  private final List<WorkerCalls> calls;
  private final int port;

  /**
   * @param port the workers' health port
   */
  public HttpWorkers(int port) {
    this(port, ANSWER_WITHIN);
  }

  /**
   * @param answerWithin how long one pod's answer may take, to the last byte
   */
  HttpWorkers(int port, Duration answerWithin) {
    this.port = port;
    this.calls =
        Stream.generate(() -> new WorkerCalls(AT_ONCE, answerWithin)).limit(THREADS).toList();
  }

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress pod, long sharing) {
    return calls(pod)
        .send(WorkerCall.get(address(pod), WorkerEndpoints.STATUSZ, sharing))
        .thenApply(WorkerReport::fromJson);
  }

  @Override
  public void cordon(PodAddress pod) {
    post(pod, WorkerEndpoints.CORDON);
  }

  @Override
  public void uncordon(PodAddress pod) {
    post(pod, WorkerEndpoints.UNCORDON);
  }

  private void post(PodAddress pod, String path) {
    if (!pod.ip().isEmpty()) {
      var unused =
          calls(pod)
              .sendNext(WorkerCall.post(address(pod), path))
              .exceptionally(
                  problem -> {
                    LOG.debug("{} did not take {}: {}", pod.name(), path, problem.getMessage());
                    return null;
                  });
    }
  }

  private WorkerCalls calls(PodAddress pod) {
    return calls.get(Math.floorMod(pod.name().hashCode(), THREADS));
  }

  private InetSocketAddress address(PodAddress pod) {
    return new InetSocketAddress(pod.ip(), port);
  }

  @Override
  public void close() {
    calls.forEach(WorkerCalls::close);
  }
}
