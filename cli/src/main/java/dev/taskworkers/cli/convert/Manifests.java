// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.cli.options.Utf8;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The objects of a file of manifests; a List counts as what is in it. */
record Manifests(String file, List<JsonNode> objects) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new KubectlSchema())
          // kubectl writes all that it lists into one document.
          .setCodePointLimit(Integer.MAX_VALUE)
          .build();

  /**
   * Reads a file.
   *
   * @param file a path; -: standard input
   * @throws UsageException when it can't be read, or is no YAML of Kubernetes objects
   */
  static Manifests read(String file) throws IOException {
    if (file.equals("-")) {
      return parse("standard input", Utf8.text(System.in.readAllBytes(), "standard input"));
    }
    var path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new UsageException(
          "The file '" + file + "' can't be read. Give a file of manifests, or -.");
    }
    return parse(file, Utf8.text(Files.readAllBytes(path), file));
  }

  static Manifests parse(String file, String text) {
    var objects = new ArrayList<JsonNode>();
    try {
      // Aliases are resolved here, as kubectl does; Jackson's own parser takes them for texts.
      for (var document : new Load(SETTINGS).loadAllFromString(text)) {
        if (document != null) {
          objects.addAll(objectsOf(file, JSON.valueToTree(document)));
        }
      }
    } catch (MarkedYamlEngineException e) {
      var where = e.getProblemMark().map(mark -> ", at line " + (mark.getLine() + 1)).orElse("");
      throw new UsageException(
          file
              + " is not valid YAML: "
              + e.getProblem()
              + where
              + "."
              + (text.contains("{{")
                  ? " To convert a chart, give what 'helm template' prints."
                  : ""));
    } catch (YamlEngineException | IllegalArgumentException e) {
      throw new UsageException(
          file
              + " is not valid YAML: "
              + String.valueOf(e.getMessage()).replaceAll("\\.+$", "")
              + ".");
    } catch (StackOverflowError e) {
      throw new UsageException(file + " is nested too deeply for manifests of Kubernetes.");
    }
    return new Manifests(file, List.copyOf(objects));
  }

  /** The objects of a kind, whatever the version of their API. */
  Stream<JsonNode> of(String kind) {
    return objects.stream().filter(object -> kind.equals(kind(object)));
  }

  /**
   * The object of a kind and a name.
   *
   * @param namespace where it is; empty, here or in the file: not known
   * @throws UsageException when there are several, since the wrong one would run other pods
   */
  Optional<JsonNode> find(String kind, String name, Optional<String> namespace) {
    var found =
        of(kind)
            .filter(object -> name.equals(name(object)))
            .filter(object -> agree(namespace, namespace(object)))
            .toList();
    if (found.size() > 1) {
      throw new UsageException(
          file
              + ": expected one "
              + kind
              + " "
              + name
              + namespace.map(n -> " in namespace " + n).orElse("")
              + ", but found "
              + found.size()
              + ". Leave one of them in the file, or write metadata.namespace in each object.");
    }
    return found.stream().findFirst();
  }

  /** Whether both may be the same; one that is empty is not known. */
  static boolean agree(Optional<String> one, Optional<String> other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  /** What is in the file, for a sentence. */
  String contents() {
    return objects.isEmpty()
        ? "nothing"
        : objects.stream()
            .map(object -> (kind(object) + " " + name(object)).strip())
            .distinct()
            .limit(5)
            .collect(Collectors.joining(", "));
  }

  static String kind(JsonNode object) {
    return object.path("kind").asText();
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  static Optional<String> namespace(JsonNode object) {
    return Optional.of(object.path("metadata").path("namespace").asText())
        .filter(namespace -> !namespace.isEmpty());
  }

  private static List<JsonNode> objectsOf(String file, JsonNode document) {
    if (!document.isObject() || !document.path("kind").isTextual()) {
      throw new UsageException(
          file + ": expected Kubernetes objects, each with a kind, but found something else.");
    }
    if (!kind(document).equals("List")) {
      return List.of(document);
    }
    var objects = new ArrayList<JsonNode>();
    document.path("items").forEach(item -> objects.addAll(objectsOf(file, item)));
    return objects;
  }
}
