// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.emulator.transport.Fault;
import dev.taskworkers.emulator.transport.Faults;
import dev.taskworkers.emulator.transport.GrpcServers;
import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.Exchange;
import dev.taskworkers.runtime.Listener;
import dev.taskworkers.runtime.Request;
import dev.taskworkers.runtime.Response;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON over HTTP on 127.0.0.1: GET, POST and DELETE /faults, GET /subscriptions. */
final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;
  private static final String ELSEWHERE =
      "Expected a request to 127.0.0.1 or localhost that no page of another site makes, but the"
          + " header Host or Origin names something else.";
  private static final Map<String, String> ABOUT =
      Map.of(
          "GET /faults", "the faults that are on",
          "POST /faults", "{\"kind\":…,\"seconds\":…,\"method\":…,\"resource\":…} sets a fault",
          "DELETE /faults", "clears all faults; /faults/KIND clears one kind",
          "GET /subscriptions", "what each subscription holds now");

  private final ExecutorService threads;
  private final Faults faults;
  private final Supplier<List<SubscriptionView>> subscriptions;
  private final ObjectMapper json = new ObjectMapper();
  private final Listener listener;

  private AdminServer(int port, Faults faults, Supplier<List<SubscriptionView>> subscriptions)
      throws IOException {
    this.faults = faults;
    this.subscriptions = subscriptions;
    this.threads = Executors.newFixedThreadPool(2, DaemonThreads.named("cloud-admin"));
    this.listener = Listener.open(new InetSocketAddress("127.0.0.1", port), this::handle);
  }

  /**
   * Listens on {@code port}; 0 takes a free one.
   *
   * @throws UsageException when the port is taken
   */
  static AdminServer start(
      int port, Faults faults, Supplier<List<SubscriptionView>> subscriptions) {
    try {
      return new AdminServer(port, faults, subscriptions);
    } catch (IOException e) {
      throw GrpcServers.refused("127.0.0.1", port, e);
    }
  }

  int port() {
    return listener.port();
  }

  private void handle(Exchange exchange) {
    try {
      threads.execute(() -> exchange.send(response(exchange.request())));
    } catch (RejectedExecutionException e) {
      exchange.send(Response.text(UNAVAILABLE, "The local cloud is stopping.\n"));
    }
  }

  private Response response(Request request) {
    if (!request.isOfThisHost()) {
      return json(new Answer(FORBIDDEN, Map.of("error", ELSEWHERE)));
    }
    try {
      return json(answer(request));
    } catch (UsageException problem) {
      return json(new Answer(BAD_REQUEST, Map.of("error", problem.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("the local cloud could not answer {} {}", request.method(), request.path(), e);
      return Response.text(FAILED, "The answer failed; see the log.\n");
    }
  }

  private Response json(Answer answer) {
    try {
      return Response.of(answer.status, "application/json", json.writeValueAsString(answer.body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and lists of them can be written as JSON", e);
    }
  }

  private record Answer(int status, Object body) {}

  private Answer answer(Request request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /" -> new Answer(200, ABOUT);
      case "GET /faults" ->
          new Answer(200, faults.active().stream().map(AdminServer::describe).toList());
      case "POST /faults" ->
          new Answer(200, describe(FaultRequest.parse(request.body(), json).set(faults)));
      case "DELETE /faults" -> {
        faults.clear();
        yield new Answer(200, List.of());
      }
      case "GET /subscriptions" ->
          new Answer(200, subscriptions.get().stream().map(AdminServer::describe).toList());
      default -> other(request.method(), request.path());
    };
  }

  private Answer other(String method, String path) {
    if (method.equals("DELETE") && path.startsWith("/faults/")) {
      faults.clear(FaultRequest.kind(path.substring("/faults/".length())));
      return new Answer(200, faults.active().stream().map(AdminServer::describe).toList());
    }
    return new Answer(
        404, Map.of("error", "There is no " + method + " " + path + "; GET / says what there is."));
  }

  private static Map<String, Object> describe(Fault fault) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", fault.kind().word());
    fields.put("since", fault.since().toString());
    if (!fault.until().equals(Instant.MAX)) {
      fields.put("until", fault.until().toString());
    }
    fields.put("method", fault.method());
    fields.put("resource", fault.resource());
    fields.put("region", fault.region());
    return fields;
  }

  private static Map<String, Object> describe(SubscriptionView view) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", view.name());
    fields.put("undelivered", view.undelivered());
    fields.put("leased", view.leased());
    fields.put("oldestUnackedSeconds", view.oldestUnackedAge().toMillis() / 1000.0);
    fields.put("heldBy", view.heldBy());
    return fields;
  }

  @Override
  public void close() {
    listener.close();
    threads.shutdownNow();
  }
}
