// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private record Shown(String page, ObjectNode spec, boolean isWhole) {
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
  void is_taken(Shown shown) {
    assertThat(
            shown.isWhole()
                ? Admission.refusals(pool(shown.spec()))
                : Admission.refusalsOfPart(shown.spec()))
        .isEmpty();
  }

  /** The README's, two of the examples and of the guides; a test of nothing would pass as well. */
  @Test
  void is_found() throws IOException {
    assertThat(shown()).hasSizeGreaterThan(6).anyMatch(each -> each.page().equals("README.md"));
  }

  @Test
  void is_refused_with_a_misspelt_field_a_wrong_word_or_a_number_out_of_bounds() {
    var spec =
        Serialization.unmarshal(
            "---\n{concurency: 4, mode: Off, scaling: {maxReplicas: 0}}", ObjectNode.class);
    var wrong =
        List.of(
            "spec.concurency: is unknown",
            "spec.mode: expected one of [\"Advise\", \"Auto\", \"Paused\"]",
            "spec.scaling.maxReplicas: too small");
    assertThat(Admission.refusalsOfPart(spec)).containsExactlyInAnyOrderElementsOf(wrong);
    assertThat(Admission.refusals(pool(spec)))
        .containsAll(wrong)
        .contains(
            "spec.handler: is required",
            "spec.subscription: is required",
            "spec.template: is required")
        .hasSize(wrong.size() + 3);
  }

  private static JsonNode pool(ObjectNode spec) {
    return JsonNodeFactory.instance.objectNode().set("spec", spec);
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
          ? Optional.of(new Shown(page, document.withObject("/spec"), true))
          : Optional.empty();
    }
    if (document.has("spec")) {
      return Optional.of(new Shown(page, document.withObject("/spec"), false));
    }
    return document instanceof ObjectNode part
            && Admission.fields().contains(part.fieldNames().next())
        ? Optional.of(new Shown(page, part, false))
        : Optional.empty();
  }
}
