// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.runtime.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A mapping of a manifest that remembers what was read of it, so that nothing is lost unsaid. */
final class Fields {
  private final String path;
  private final JsonNode node;
  private final Set<String> read = new LinkedHashSet<>();
  private final Map<String, List<Fields>> below = new LinkedHashMap<>();

  Fields(String path, JsonNode node) {
    this.path = path;
    this.node = node;
    expect(node.isObject() || isAbsent(node), path, "a mapping", node);
  }

  /** Where a field stands in its manifest. */
  String path(String name) {
    var dotted = name.matches("[A-Za-z0-9_-]+");
    return dotted ? (path.isEmpty() ? name : path + "." + name) : path + "[" + name + "]";
  }

  String path() {
    return path;
  }

  boolean has(String name) {
    return !isAbsent(node.path(name));
  }

  /** A field as it stands, whatever it is. */
  JsonNode take(String name) {
    read.add(name);
    return node.path(name);
  }

  /** A text, a number or a boolean as it is written; KEDA takes either for most fields. */
  Optional<String> text(String name) {
    var found = take(name);
    if (isAbsent(found)) {
      return Optional.empty();
    }
    expect(found.isValueNode(), path(name), "a text or a number", found);
    return Optional.of(found.asText()).filter(text -> !text.isEmpty());
  }

  /** A whole number from 0 on. */
  Optional<Integer> count(String name) {
    return text(name)
        .map(
            text -> {
              expect(
                  text.matches("[0-9]{1,9}(\\.0+)?"),
                  path(name),
                  "a whole number, 0 or more",
                  take(name));
              return Integer.valueOf(text.replaceFirst("\\..*", ""));
            });
  }

  /** The mapping below a field; an empty one where there is none. */
  Fields object(String name) {
    read.add(name);
    return below.computeIfAbsent(name, n -> List.of(new Fields(path(n), node.path(n)))).get(0);
  }

  /** The mappings in a list. */
  List<Fields> objects(String name) {
    read.add(name);
    var found = node.path(name);
    expect(found.isArray() || isAbsent(found), path(name), "a list", found);
    return below.computeIfAbsent(
        name,
        n -> {
          var entries = new ArrayList<Fields>();
          for (var entry : found) {
            entries.add(new Fields(path(n) + "[" + entries.size() + "]", entry));
          }
          return List.copyOf(entries);
        });
  }

  /** The names that are there and nobody has read. */
  List<String> unread() {
    return names().filter(name -> !read.contains(name)).toList();
  }

  /** The paths that are there and nobody has read, here and in what was read below. */
  Stream<String> unreadPaths() {
    return Stream.concat(
        unread().stream().map(this::path),
        below.values().stream().flatMap(List::stream).flatMap(Fields::unreadPaths));
  }

  private Stream<String> names() {
    return node.properties().stream()
        .filter(field -> !isAbsent(field.getValue()))
        .map(Map.Entry::getKey);
  }

  static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static void expect(boolean right, String path, String expected, JsonNode found) {
    if (!right) {
      throw new UsageException(path + ": expected " + expected + ", but found " + found + ".");
    }
  }
}
