// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The {@code OTEL_} variables of a server's container that say where spans go and how they are
 * described, so that the worker beside it sends its own to the same place. They come with the
 * variables that they refer to, as {@code http://$(NODE_IP):4318} does.
 */
final class TracingVariables {
  private static final Pattern WANTED =
      Pattern.compile(
          "OTEL_(EXPORTER_OTLP|BSP|TRACES_SAMPLER|SERVICE_NAME|RESOURCE_ATTRIBUTES)(_.*)?");

  private static final String REFERENCE = "$(";

  /** With another value the worker could not send spans, and would not start. */
  private static final Map<String, String> ONLY =
      Map.of(
          "OTEL_TRACES_EXPORTER", "otlp",
          "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
          "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf");

  /** Certificates and keys are files, which the worker's container has not. */
  private static final Pattern FILE =
      Pattern.compile("OTEL_EXPORTER_OTLP_.*(CERTIFICATE|CLIENT_KEY)");

  private TracingVariables() {}

  /** Those of {@code server} in their order, or none where the worker can't do as they say. */
  static List<EnvVar> of(Container server) {
    var given = server.getEnv();
    if (!given.stream().allMatch(TracingVariables::fits)) {
      return List.of();
    }
    var chosen = new ArrayDeque<EnvVar>();
    var referred = new HashSet<String>();
    // From the last to the first, because a variable refers only to those that stand before it.
    for (var at = given.listIterator(given.size()); at.hasPrevious(); ) {
      var variable = at.previous();
      if (WANTED.matcher(variable.getName()).matches() || referred.contains(variable.getName())) {
        chosen.addFirst(variable);
        if (variable.getValue() != null) {
          referred.addAll(references(variable.getValue()));
        }
      }
    }
    return List.copyOf(chosen);
  }

  /** The names in {@code $(NAME)}, each letter looked at once: the text is somebody else's. */
  private static List<String> references(String text) {
    var names = new ArrayList<String>();
    var begin = text.indexOf(REFERENCE);
    while (begin >= 0) {
      var end = text.indexOf(')', begin);
      if (end < 0) {
        break;
      }
      names.add(text.substring(begin + REFERENCE.length(), end));
      begin = text.indexOf(REFERENCE, end);
    }
    return names;
  }

  private static boolean fits(EnvVar variable) {
    var only = ONLY.get(variable.getName());
    return (only == null || only.equals(variable.getValue()))
        && !FILE.matcher(variable.getName()).matches();
  }
}
