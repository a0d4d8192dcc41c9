package dev.taskworkers.operator.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code /statusz} of worker pods and posts to {@code /cordon} and {@code /uncordon}. */
public final class HttpWorkers implements Workers {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWorkers.class);

  /** To the last byte. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** How long a decision waits for this round's answers; later ones serve the next. */
  private static final Duration WAIT = Duration.ofMillis(300);

  /** Tells each worker among how many a rate of the pool is divided. */
  private static final String READY_PODS = "Taskworkers-Ready-Pods";

  private static final int AT_ONCE = 128;

  /** By itself the client would take one for each call, and with many pods hundreds. */
  private static final int THREADS = 4;

  private static final int LARGEST_REPORT_BYTES = 64 * 1024;

  private final HttpClient client;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, HttpWorkers::daemon);
  private final ObjectMapper json =
      JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module()).build();
  private final Lanes lanes = new Lanes(AT_ONCE);
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Map<String, PoolLedger> ledgers = new ConcurrentHashMap<>();
  private final int port;
  private final Clock clock;
  private final Duration answerWithin;
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
    this.answerWithin = answerWithin;
    this.wait = wait;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(answerWithin)
            .executor(Executors.newFixedThreadPool(THREADS, HttpWorkers::daemon))
            .build();
    // A call that was answered must not be kept until it would have been late.
    timer.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "workers");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Reports ask(String pool, Collection<PodAddress> pods, Instant now) {
    var ledger = ledgers.computeIfAbsent(pool, name -> new PoolLedger());
    ledger.retain(pods.stream().map(PodAddress::name).collect(Collectors.toSet()));
    var ready = pods.stream().filter(PodAddress::serving).count();
    var answers = pods.stream().map(pod -> ask(pool, pod, ready, ledger)).toList();
    await(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
    return ledger.at(pods, now);
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
  private CompletableFuture<Void> ask(String pool, PodAddress pod, long ready, PoolLedger ledger) {
    var key = pool + '/' + pod.name();
    if (pod.ip().isEmpty() || !underWay.add(key)) {
      return CompletableFuture.completedFuture(null);
    }
    var request = request(pod, "/statusz").header(READY_PODS, String.valueOf(ready)).GET().build();
    return lanes
        .run(() -> send(request, answer -> new ShortText(LARGEST_REPORT_BYTES)))
        .thenAccept(text -> read(text).ifPresent(r -> ledger.book(pod.name(), r, clock.instant())))
        .exceptionally(
            problem -> {
              LOG.debug("{} gave no report: {}", key, problem.getMessage());
              return null;
            })
        .whenComplete((done, problem) -> underWay.remove(key));
  }

  /** Empty for what is not a report. */
  private Optional<WorkerReport> read(String text) {
    try {
      return Optional.ofNullable(json.readValue(text, WorkerReport.class));
    } catch (JsonProcessingException e) {
      LOG.debug("a report can't be read: {}", e.getMessage());
      return Optional.empty();
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
      send(
              request(pod, path).POST(HttpRequest.BodyPublishers.noBody()).build(),
              BodyHandlers.discarding())
          .exceptionally(
              problem -> {
                LOG.debug("{} did not take {}: {}", pod.name(), path, problem.getMessage());
                return null;
              });
    }
  }

  /** The body of an answer; anything else, and anything late, is a failure. */
  private <T> CompletableFuture<T> send(HttpRequest request, BodyHandler<T> handler) {
    var call = client.sendAsync(request, handler);
    // The client's own timeout ends with the headers.
    var late =
        timer.schedule(() -> call.cancel(true), answerWithin.toMillis(), TimeUnit.MILLISECONDS);
    call.whenComplete((response, problem) -> late.cancel(false));
    return call.thenApply(
        response -> {
          if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException("expected a 2xx, but found " + response.statusCode());
          }
          return response.body();
        });
  }

  private HttpRequest.Builder request(PodAddress pod, String path) {
    var host = pod.ip().contains(":") ? "[" + pod.ip() + "]" : pod.ip();
    return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
        .timeout(answerWithin);
  }

  @Override
  public void forget(String pool) {
    ledgers.remove(pool);
  }
}
