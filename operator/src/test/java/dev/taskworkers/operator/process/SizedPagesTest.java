// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.operator.pool.PoolWatches;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which pages many pods come, ordinary ones and large ones. */
final class SizedPagesTest {
  private static final int ORDINARY = 6_000;
  private static final int LARGE = 1_400_000;

  /** What an API server answers to a continue token that is too old. */
  private static final String EXPIRED =
      "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"code\": 410,"
          + " \"reason\": \"Expired\", \"message\": \"the continue token is too old\"}";

  private final List<Integer> pages = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server = serve();
  private final KubernetesClient client =
      ApiClient.open(
          new ConfigBuilder()
              .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
  private int pods;
  private IntUnaryOperator bytes = pod -> ORDINARY;
  private int lists;
  private int expiring;

  private HttpServer serve() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var query = query(exchange);
    if (query.containsKey("watch")) {
      // It stays open, and nothing changes.
      exchange.sendResponseHeaders(
          200, exchange.getRequestHeaders().containsKey("Upgrade") ? -1 : 0);
      exchange.getResponseBody().flush();
      return;
    }
    var from = Integer.parseInt(query.getOrDefault("continue", "0"));
    var limit = Integer.parseInt(query.getOrDefault("limit", "1000000"));
    lists += from == 0 ? 1 : 0;
    var isExpired = from > 0 && lists <= expiring;
    pages.add(limit);
    var to = Math.min(from + limit, pods);
    try (exchange) {
      var out = exchange.getResponseBody();
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(isExpired ? 410 : 200, 0);
      if (isExpired) {
        out.write(EXPIRED.getBytes(StandardCharsets.UTF_8));
        return;
      }
      var metadata =
          "\"resourceVersion\": \"1\"" + (to < pods ? ", \"continue\": \"" + to + "\"" : "");
      out.write(
          ("{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {"
                  + metadata
                  + "}, \"items\": [")
              .getBytes(StandardCharsets.UTF_8));
      for (var pod = from; pod < to; pod++) {
        out.write(((pod == from ? "" : ",") + pod(pod)).getBytes(StandardCharsets.UTF_8));
      }
      out.write("]}".getBytes(StandardCharsets.UTF_8));
    }
  }

  private String pod(int number) {
    return "{\"metadata\": {\"name\": \"p-"
        + number
        + "\", \"namespace\": \"n\", \"resourceVersion\": \"1\", \"annotations\": {\"a\": \""
        + "x".repeat(bytes.applyAsInt(number))
        + "\"}}}";
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var query = new HashMap<String, String>();
    for (var part : exchange.getRequestURI().getQuery().split("&")) {
      var pair = part.split("=", 2);
      query.put(pair[0], pair[1]);
    }
    return query;
  }

  /** As an informer lists. */
  private List<String> list() {
    var names = new ArrayList<String>();
    var token = "";
    do {
      var options = new ListOptionsBuilder().withLimit(PoolWatches.PAGE);
      if (!token.isEmpty()) {
        options.withContinue(token);
      }
      var page = client.pods().inAnyNamespace().list(options.build());
      page.getItems().forEach(pod -> names.add(pod.getMetadata().getName()));
      token = page.getMetadata().getContinue();
    } while (token != null && !token.isEmpty());
    return names;
  }

  private List<String> names() {
    return IntStream.range(0, pods).mapToObj(pod -> "p-" + pod).toList();
  }

  @Test
  void ten_thousand_ordinary_pods_come_in_some_dozens_of_pages_after_a_small_one() {
    pods = 10_000;

    assertThat(list()).containsExactlyElementsOf(names());

    assertThat(pages).startsWith(5, 20, 80).hasSizeLessThan(50);
    assertThat(lists).isEqualTo(1);
  }

  @Test
  void large_ones_come_a_few_at_a_time() {
    pods = 23;
    bytes = pod -> LARGE;

    assertThat(list()).containsExactlyElementsOf(names());

    assertThat(pages).containsOnly(5);
  }

  @Test
  void large_ones_behind_ordinary_ones_break_their_page_off_and_come_a_few_at_a_time() {
    pods = 1000;
    bytes = pod -> pod >= 300 && pod < 320 ? LARGE : ORDINARY;

    assertThat(list()).containsExactlyElementsOf(names());

    var largest = pages.stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertThat(largest).as("ordinary ones").isGreaterThan(100);
    assertThat(pages.stream().filter(page -> page == 5))
        .as("the first, and those with large ones")
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(pages).as("in fives alone, it would be 200").hasSizeLessThan(60);
  }

  @Test
  void a_list_whose_continue_token_expires_ends_its_term_and_that_of_the_next_one_is_whole() {
    pods = 2000;
    expiring = 1;
    try (var ofTerm = informer()) {
      assertThatThrownBy(ofTerm::run)
          .isInstanceOfSatisfying(
              RuntimeException.class,
              problem -> assertThat(LeadershipTerms.mayPass(problem)).isTrue());
    }

    try (var ofNext = informer()) {
      ofNext.run();
      assertThat(ofNext.hasSynced()).isTrue();
      assertThat(ofNext.getStore().list().stream().map(pod -> pod.getMetadata().getName()))
          .hasSize(pods)
          .doesNotHaveDuplicates();
    }
    assertThat(lists).isEqualTo(2);
  }

  private SharedIndexInformer<Pod> informer() {
    return client.pods().inAnyNamespace().withLimit(PoolWatches.PAGE).runnableInformer(0);
  }
}
