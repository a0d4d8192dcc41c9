// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import dev.taskworkers.testbed.CommittedFile;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page about the resource")
class ResourceDocTest {
  private static final Path CRD = Path.of("../helm/files/crd.yaml");
  private static final Path PAGE = Path.of("../docs/resource.md");

  private final StringBuilder page = new StringBuilder();

  /** Run with -Dcrd.update=true to write the page instead of comparing it. */
  @Test
  void is_what_the_schema_says() throws IOException {
    var crd = Serialization.unmarshal(Files.readString(CRD), CustomResourceDefinition.class);
    var schema = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    page.append("# The resource, field by field\n\n")
        .append("`TaskWorkerPool`, group `taskworkers.dev`, version `v1beta1`, short name `twp`. ")
        .append("This page is generated from the CRD; `kubectl explain twp.spec` says the same.\n");
    part("spec", "what you write", schema.getProperties().get("spec"));
    part("status", "what the operator answers", schema.getProperties().get("status"));
    CommittedFile.check(PAGE, page.toString(), getClass(), "crd.update");
  }

  private void part(String name, String what, JSONSchemaProps schema) {
    page.append("\n## ").append(name).append(": ").append(what).append('\n');
    page.append("| field | type | default | what it is |\n| --- | --- | --- | --- |\n");
    fields(name, schema);
    rules(schema);
  }

  private void fields(String path, JSONSchemaProps schema) {
    schema
        .getProperties()
        .forEach(
            (name, field) -> {
              var required = schema.getRequired().contains(name) ? " (required)" : "";
              page.append("| `").append(path).append('.').append(name).append('`').append(required);
              page.append(" | ").append(type(field));
              page.append(" | ").append(field.getProperties().isEmpty() ? defaultOf(field) : "");
              page.append(" | ")
                  .append(field.getDescription() == null ? "" : field.getDescription());
              page.append(" |\n");
              fields(path + "." + name, field);
              if (field.getItems() != null) {
                fields(path + "." + name + "[]", field.getItems().getSchema());
              }
            });
  }

  private static String type(JSONSchemaProps field) {
    if (!field.getEnum().isEmpty()) {
      return field.getEnum().stream().map(v -> v.asText()).collect(Collectors.joining(", "));
    }
    if (field.getMinimum() != null && field.getMaximum() != null) {
      return String.format("%.0f to %.0f", field.getMinimum(), field.getMaximum());
    }
    return field.getType();
  }

  private static String defaultOf(JSONSchemaProps field) {
    return field.getDefault() == null ? "" : field.getDefault().asText();
  }

  private void rules(JSONSchemaProps schema) {
    var messages = new ArrayList<String>();
    collectRules(schema, messages);
    if (!messages.isEmpty()) {
      page.append("\nThe API server refuses what breaks one of these rules:\n");
      messages.forEach(message -> page.append("* ").append(message).append('\n'));
    }
  }

  private static void collectRules(JSONSchemaProps schema, List<String> messages) {
    // What a field's own form is, its description says.
    schema.getXKubernetesValidations().stream()
        .filter(rule -> !rule.getRule().startsWith("self.matches("))
        .forEach(rule -> messages.add(rule.getMessage()));
    schema.getProperties().values().forEach(field -> collectRules(field, messages));
    if (schema.getItems() != null) {
      collectRules(schema.getItems().getSchema(), messages);
    }
  }
}
