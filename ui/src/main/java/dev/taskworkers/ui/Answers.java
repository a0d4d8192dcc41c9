// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Sends what the page's server answers. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void sendText(HttpExchange exchange, int status, String sentence) throws IOException {
    send(exchange, status, "text/plain", bytes(sentence + "\n"));
  }

  static void sendJson(HttpExchange exchange, Object value) throws IOException {
    send(exchange, 200, "application/json", JSON.writeValueAsBytes(value));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
