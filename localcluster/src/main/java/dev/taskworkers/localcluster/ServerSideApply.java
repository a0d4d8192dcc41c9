// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Server-side apply for one field manager: maps are merged, lists and the status are replaced
 * whole. What a manager no longer applies stays, which is enough while it always applies the same
 * fields.
 */
final class ServerSideApply {
  private static final String CONTENT_TYPE = "application/apply-patch+yaml";

  /** Reading and writing are two steps here, so that somebody may come in between. */
  private static final int CONFLICT = 409;

  private static final int MOST_TRIES = 10;

  static boolean isApply(RecordedRequest request) {
    var type = request.getHeader("Content-Type");
    return type != null && type.startsWith(CONTENT_TYPE);
  }

  MockResponse handle(
      RecordedRequest request,
      Function<String, MockResponse> get,
      Function<RecordedRequest, MockResponse> create,
      Function<RecordedRequest, MockResponse> update) {
    var path = request.getPath().replaceFirst("\\?.*", "");
    var object = path.replaceFirst("/status$", "");
    var applied = Serialization.unmarshal(request.getBody().readUtf8(), JsonNode.class);
    MockResponse answer;
    var tries = 0;
    do {
      answer = once(request, path, object, applied, get, create, update);
    } while (answer.code() == CONFLICT && ++tries < MOST_TRIES);
    return answer;
  }

  private static MockResponse once(
      RecordedRequest request,
      String path,
      String object,
      JsonNode applied,
      Function<String, MockResponse> get,
      Function<RecordedRequest, MockResponse> create,
      Function<RecordedRequest, MockResponse> update) {
    var existing = get.apply(object);
    if (existing.code() != 200) {
      if (!path.equals(object)) {
        // There is no status without its object: a late one makes nothing come back.
        return existing;
      }
      var collection = object.substring(0, object.lastIndexOf('/'));
      return create.apply(copy(request, HttpMethod.POST, collection, applied));
    }
    var merged =
        (ObjectNode) Serialization.unmarshal(existing.getBody().readUtf8(), JsonNode.class);
    var status = applied.get("status");
    merge(merged, applied);
    if (status != null) {
      merged.set("status", status);
    }
    return update.apply(copy(request, HttpMethod.PUT, path, merged));
  }

  private static void merge(ObjectNode into, JsonNode from) {
    from.fields()
        .forEachRemaining(
            field -> {
              var before = into.get(field.getKey());
              if (before instanceof ObjectNode object && field.getValue().isObject()) {
                merge(object, field.getValue());
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  private static RecordedRequest copy(
      RecordedRequest request, HttpMethod method, String path, JsonNode body) {
    var bytes = Serialization.asJson(body).getBytes(StandardCharsets.UTF_8);
    return new RecordedRequest(
        request.getHttpVersion(), method, path, request.getHeaders(), new Buffer(bytes));
  }
}
