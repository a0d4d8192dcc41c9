package dev.taskworkers.operator.workers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code /statusz} of worker pods and posts to {@code /cordon} and {@code /uncordon}. */
public final class HttpWorkers implements Workers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWorkers.class);

  /** To the last byte. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** How long a decision waits for this round's answers; later ones serve the next. */
  private static final Duration WAIT = Duration.ofMillis(300);

  /** One could do it, but on a busy machine each thread gets the same share of the processor. */
  private static final int THREADS = 4;

  /** Questions of a thread that are open: so many slow workers hold up others for two seconds. */
  private static final int AT_ONCE = 64;

  /**
   * Decisions that wait at once; others take the answers of the last round. There are more threads
   * that decide, so that workers which are slow to answer do not hold up the pools of others.
   */
  private static final int WAITS_AT_ONCE = 8;

  private final ObjectMapper json =
      JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module()).build();
  private final List<WorkerCalls> calls;
  private final Semaphore waits = new Semaphore(WAITS_AT_ONCE);
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Map<String, PoolLedger> ledgers = new ConcurrentHashMap<>();
  private final int port;
  private final Clock clock;
  private final Duration wait;

  /**
   * @param port the workers' health port
   * @param clock tells when a report was received
   */
  public HttpWorkers(int port, Clock clock) {
    this(port, clock, ANSWER_WITHIN, WAIT);
  }

  /**
   * @param answerWithin how long one pod's answer may take, to the last byte
   * @param wait how long a round of questions waits before it tells what is known
   */
  HttpWorkers(int port, Clock clock, Duration answerWithin, Duration wait) {
    this.port = port;
    this.clock = clock;
    this.calls =
        Stream.generate(() -> new WorkerCalls(AT_ONCE, answerWithin)).limit(THREADS).toList();
    this.wait = wait;
  }

  @Override
  public Reports ask(String pool, Collection<PodAddress> pods, Instant now) {
    var ledger = ledgers.computeIfAbsent(pool, name -> new PoolLedger(now));
    ledger.retain(pods.stream().map(PodAddress::name).collect(Collectors.toSet()), now);
    var sharing = ledger.sharing(pods);
    var answers = pods.stream().map(pod -> ask(pool, pod, sharing, ledger)).toList();
    await(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
    return ledger.at(pods, now);
  }

  private void await(CompletableFuture<Void> answers) {
    if (!waits.tryAcquire()) {
      return;
    }
    try {
      answers.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("not every worker has answered yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waits.release();
    }
  }

  /** One question to one pod; none while the one before is open. */
  private CompletableFuture<Void> ask(
      String pool, PodAddress pod, long sharing, PoolLedger ledger) {
    var key = pool + '/' + pod.name();
    if (pod.ip().isEmpty() || !underWay.add(key)) {
      return CompletableFuture.completedFuture(null);
    }
    return calls(pod)
        .send(WorkerCall.get(address(pod), "/statusz", sharing))
        .thenAccept(text -> ledger.book(pod.name(), report(text), clock.instant()))
        .exceptionally(
            problem -> {
              LOG.debug("{} gave no report: {}", key, problem.getMessage());
              return null;
            })
        .whenComplete((done, problem) -> underWay.remove(key));
  }

  private WorkerReport report(byte[] text) {
    try {
      return Objects.requireNonNull(json.readValue(text, WorkerReport.class), "no report");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void cordon(PodAddress pod) {
    post(pod, "/cordon");
  }

  @Override
  public void uncordon(PodAddress pod) {
    post(pod, "/uncordon");
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
  public void forget(String pool) {
    ledgers.remove(pool);
  }

  @Override
  public void close() {
    calls.forEach(WorkerCalls::close);
  }
}
