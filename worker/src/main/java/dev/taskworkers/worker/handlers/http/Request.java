// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is posted to the server.
 *
 * @param headers beside those that say where it goes and how long it is
 */
record Request(Map<String, String> headers, Body body) {
  Request {
    headers = new LinkedHashMap<>(headers);
    headers.forEach(
        (name, value) -> {
          if (!value.chars().allMatch(each -> each == '\t' || each >= ' ' && each < 0x7f)) {
            throw new IllegalArgumentException(
                "The header " + name + " can hold visible ASCII alone, and the task has more.");
          }
        });
  }

  /** Everything before the body, as HTTP/1.1 has it. */
  byte[] head(URI url) {
    var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    var target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    var host = url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    var head = new StringBuilder(512);
    head.append("POST ").append(target).append(" HTTP/1.1\r\n");
    header(head, "Host", host);
    header(head, "User-Agent", "taskworkers");
    header(head, "Content-Length", Long.toString(body.length()));
    headers.forEach((name, value) -> header(head, name, value));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
