package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pool, and each part of one, that a page shows is what the API server would take. */
@DisplayName("A pool in a page")
final class PoolsInPagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern YAML = Pattern.compile("(?ms)^ *```yaml\\n(.*?)^ *```");

  /** The spec of a pool, or the part of it that a page shows. */
  private record Shown(String page, JsonNode spec, boolean isWhole) {
    @Override
    public String toString() {
      return page + ": " + String.join(", ", (Iterable<String>) spec::fieldNames);
    }
  }

  static List<Shown> shown() throws IOException {
    var found = new ArrayList<Shown>();
    for (var page : pages()) {
      var name = ROOT.relativize(page).toString();
      var text = Files.readString(page);
      var blocks =
          name.endsWith(".md")
              ? YAML.matcher(text).results().map(block -> block.group(1))
              : Stream.of(text);
      blocks
          .flatMap(block -> Stream.of(block.split("(?m)^---$")))
          .map(document -> Serialization.unmarshal(document, JsonNode.class))
          .forEach(document -> spec(document, name).ifPresent(found::add));
    }
    return found;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shown")
  void is_taken(Shown shown) throws IOException {
    var problems = new ArrayList<String>();
    compare("spec", shown.spec(), schema(), shown.isWhole(), problems);
    assertThat(problems).isEmpty();
  }

  /** The README's, two of the examples and of the guides; a test of nothing would pass as well. */
  @Test
  void is_found() throws IOException {
    assertThat(shown()).hasSizeGreaterThan(6).anyMatch(each -> each.page().equals("README.md"));
  }

  @Test
  void is_refused_with_a_misspelt_field_a_wrong_word_or_a_number_out_of_bounds()
      throws IOException {
    var spec =
        Serialization.unmarshal(
            "---\n{concurency: 4, mode: Off, scaling: {maxReplicas: 0}}", JsonNode.class);
    var problems = new ArrayList<String>();
    compare("spec", spec, schema(), true, problems);
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "spec.concurency: there is no such field",
            "spec.mode: Off is none of Advise, Auto, Paused",
            "spec.scaling.maxReplicas: 0 is less than 1.0",
            "spec.handler is missing",
            "spec.subscription is missing",
            "spec.template is missing");
  }

  private static List<Path> pages() throws IOException {
    try (var docs = Files.walk(ROOT.resolve("docs"));
        var examples = Files.list(ROOT.resolve("examples/kubernetes"));
        var top = Files.list(ROOT)) {
      return Stream.concat(
              Stream.concat(docs, top).filter(page -> page.toString().endsWith(".md")),
              examples.filter(page -> page.toString().endsWith(".yaml")))
          .sorted()
          .toList();
    }
  }

  private static Optional<Shown> spec(JsonNode document, String page) {
    if (document.has("kind")) {
      return document.path("kind").asText().equals("TaskWorkerPool")
          ? Optional.of(new Shown(page, document.path("spec"), true))
          : Optional.empty();
    }
    if (document.has("spec")) {
      return Optional.of(new Shown(page, document.path("spec"), false));
    }
    var fields = schema().getProperties().keySet();
    var isPart = document.isObject() && fields.contains(document.fieldNames().next());
    return isPart ? Optional.of(new Shown(page, document, false)) : Optional.empty();
  }

  private static JSONSchemaProps schema() {
    return Serialization.unmarshal(
            PoolsInPagesTest.class.getResourceAsStream("/crd/crd.yaml"),
            CustomResourceDefinition.class)
        .getSpec()
        .getVersions()
        .get(0)
        .getSchema()
        .getOpenAPIV3Schema()
        .getProperties()
        .get("spec");
  }

  private static void compare(
      String path, JsonNode value, JSONSchemaProps schema, boolean isWhole, List<String> problems) {
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      return;
    }
    if (value.isObject() && schema.getProperties() != null && !schema.getProperties().isEmpty()) {
      value
          .fields()
          .forEachRemaining(
              field -> {
                var inner = schema.getProperties().get(field.getKey());
                var at = path + "." + field.getKey();
                if (inner == null) {
                  problems.add(at + ": there is no such field");
                } else {
                  compare(at, field.getValue(), inner, true, problems);
                }
              });
      if (isWhole && schema.getRequired() != null) {
        schema.getRequired().stream()
            .filter(field -> !value.has(field))
            .forEach(field -> problems.add(path + "." + field + " is missing"));
      }
    } else if (value.isArray() && schema.getItems() != null) {
      value.forEach(
          item -> compare(path + "[]", item, schema.getItems().getSchema(), true, problems));
    } else {
      scalar(path, value, schema).ifPresent(problems::add);
    }
  }

  private static Optional<String> scalar(String path, JsonNode value, JSONSchemaProps schema) {
    var type =
        value.isTextual()
            ? "string"
            : value.isInt() ? "integer" : value.isBoolean() ? "boolean" : "object";
    if (schema.getType() != null && !schema.getType().equals(type)) {
      return Optional.of(path + ": expected " + schema.getType() + ", but found " + value);
    }
    if (schema.getEnum() != null
        && !schema.getEnum().isEmpty()
        && schema.getEnum().stream().noneMatch(each -> each.asText().equals(value.asText()))) {
      return Optional.of(
          path
              + ": "
              + value.asText()
              + " is none of "
              + String.join(", ", schema.getEnum().stream().map(JsonNode::asText).toList()));
    }
    if (schema.getMinimum() != null && value.asDouble() < schema.getMinimum()) {
      return Optional.of(path + ": " + value + " is less than " + schema.getMinimum());
    }
    if (schema.getMaximum() != null && value.asDouble() > schema.getMaximum()) {
      return Optional.of(path + ": " + value + " is more than " + schema.getMaximum());
    }
    if (schema.getPattern() != null && !Pattern.matches(schema.getPattern(), value.asText())) {
      return Optional.of(path + ": " + value + " does not match " + schema.getPattern());
    }
    return Optional.empty();
  }
}
