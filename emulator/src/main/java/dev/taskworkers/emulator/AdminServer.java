package dev.taskworkers.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.emulator.transport.GrpcServers;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** JSON over HTTP on 127.0.0.1: GET, POST and DELETE /faults, GET /subscriptions. */
final class AdminServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final Map<String, String> ABOUT =
      Map.of(
          "GET /faults", "the faults that are on",
          "POST /faults", "{\"kind\":…,\"seconds\":…,\"method\":…,\"resource\":…} sets a fault",
          "DELETE /faults", "clears all faults; /faults/KIND clears one kind",
          "GET /subscriptions", "what each subscription holds now");

  private final HttpServer server;
  private final ExecutorService threads;
  private final Faults faults;
  private final Supplier<List<SubscriptionView>> subscriptions;
  private final ObjectMapper json = new ObjectMapper();

  private AdminServer(
      HttpServer server, Faults faults, Supplier<List<SubscriptionView>> subscriptions) {
    this.server = server;
    this.faults = faults;
    this.subscriptions = subscriptions;
    this.threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              var thread = new Thread(task, "cloud-admin");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Listens on {@code port}; 0 takes a free one.
   *
   * @throws UsageException when the port is taken
   */
  static AdminServer start(
      int port, Faults faults, Supplier<List<SubscriptionView>> subscriptions) {
    try {
      var server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 16);
      var admin = new AdminServer(server, faults, subscriptions);
      server.setExecutor(admin.threads);
      server.createContext("/", admin::handle);
      server.start();
      return admin;
    } catch (IOException e) {
      throw GrpcServers.taken("127.0.0.1", port);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (UsageException problem) {
        answer = new Answer(400, Map.of("error", problem.getMessage()));
      }
      var body = json.writeValueAsBytes(answer.body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private record Answer(int status, Object body) {}

  private Answer answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    return switch (exchange.getRequestMethod() + " " + path) {
      case "GET /" -> new Answer(200, ABOUT);
      case "GET /faults" ->
          new Answer(200, faults.active().stream().map(AdminServer::describe).toList());
      case "POST /faults" -> new Answer(200, describe(request(exchange).set(faults)));
      case "DELETE /faults" -> {
        faults.clear();
        yield new Answer(200, List.of());
      }
      case "GET /subscriptions" ->
          new Answer(200, subscriptions.get().stream().map(AdminServer::describe).toList());
      default -> other(exchange.getRequestMethod(), path);
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

  private FaultRequest request(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new UsageException("The body is longer than " + MAX_BODY_BYTES + " bytes.");
    }
    return FaultRequest.parse(body, json);
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
    server.stop(0);
    threads.shutdownNow();
  }
}
