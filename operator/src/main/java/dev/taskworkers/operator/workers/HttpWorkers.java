package dev.taskworkers.operator.workers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code /statusz} of worker pods and posts to {@code /cordon} and {@code /uncordon}. */
public final class HttpWorkers implements Workers {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWorkers.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** How long a decision waits for this round's answers; later ones serve the next. */
  private static final Duration WAIT = Duration.ofMillis(300);

  private static final int AT_ONCE = 128;
  private static final int LARGEST_REPORT_BYTES = 64 * 1024;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final ObjectMapper json =
      JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module()).build();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Map<String, PoolLedger> ledgers = new ConcurrentHashMap<>();
  private final int port;
  private final Clock clock;

  /**
   * @param port the workers' health port
   * @param clock tells when a report was received
   */
  public HttpWorkers(int port, Clock clock) {
    this.port = port;
    this.clock = clock;
  }

  @Override
  public Reports ask(String pool, Collection<PodAddress> pods, Instant now) {
    var ledger = ledgers.computeIfAbsent(pool, name -> new PoolLedger());
    ledger.retain(pods.stream().map(PodAddress::name).collect(Collectors.toSet()));
    var answers = pods.stream().map(pod -> scrape(pool, pod, ledger)).toList();
    await(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
    return ledger.at(pods, now);
  }

  private static void await(CompletableFuture<Void> answers) {
    try {
      answers.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("not every worker has answered yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One question to one pod; none while the one before is open or too many others are. */
  private CompletableFuture<Void> scrape(String pool, PodAddress pod, PoolLedger ledger) {
    var key = pool + '/' + pod.name();
    if (pod.ip().isEmpty() || !underWay.add(key)) {
      return CompletableFuture.completedFuture(null);
    }
    if (!free.tryAcquire()) {
      underWay.remove(key);
      return CompletableFuture.completedFuture(null);
    }
    return client
        .sendAsync(request(pod, "/statusz").GET().build(), BodyHandlers.ofInputStream())
        .thenAccept(
            response -> {
              try (var body = response.body()) {
                var text = body.readNBytes(LARGEST_REPORT_BYTES);
                if (response.statusCode() == 200) {
                  var report =
                      json.readValue(new String(text, StandardCharsets.UTF_8), WorkerReport.class);
                  ledger.book(pod.name(), report, clock.instant());
                }
              } catch (IOException e) {
                LOG.debug("the report of {} can't be read: {}", key, e.getMessage());
              }
            })
        .whenComplete(
            (done, problem) -> {
              free.release();
              underWay.remove(key);
            })
        .exceptionally(problem -> null);
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
      client
          .sendAsync(
              request(pod, path).POST(HttpRequest.BodyPublishers.noBody()).build(),
              BodyHandlers.discarding())
          .whenComplete(
              (response, problem) -> {
                if (problem != null) {
                  LOG.debug("{} did not take {}: {}", pod.name(), path, problem.getMessage());
                }
              });
    }
  }

  private HttpRequest.Builder request(PodAddress pod, String path) {
    var host = pod.ip().contains(":") ? "[" + pod.ip() + "]" : pod.ip();
    return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
        .timeout(ANSWER_WITHIN);
  }

  @Override
  public void forget(String pool) {
    ledgers.remove(pool);
  }
}
