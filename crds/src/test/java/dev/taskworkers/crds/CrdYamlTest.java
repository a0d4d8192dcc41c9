// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskworkers.testbed.CommittedFile;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The committed CRD")
class CrdYamlTest {
  private static final String FILE = "taskworkerpools.taskworkers.dev-v1.yml";
  private static final Path COMMITTED = Path.of("../helm/files/crd.yaml");

  /** The generator sorts columns by their path; a person reads them in this order. */
  private static final List<String> COLUMNS =
      List.of(
          "Ready",
          "Reason",
          "Desired",
          "Pods",
          "Waiting",
          "InFlight",
          "Rate",
          "Decision",
          "Age",
          "Subscription",
          "Mode",
          "Min",
          "Max",
          "Evidence",
          "Message");

  /** What each object of Kubernetes has. */
  private static final List<String> STANDARD =
      List.of(".apiVersion", ".kind", ".metadata", ".spec", ".status");

  @TempDir Path folder;

  /** Run with -Dcrd.update=true to write the file instead of comparing it. */
  @Test
  void is_what_the_records_generate() throws IOException {
    new CRDGenerator()
        .customResourceClasses(TaskWorkerPool.class)
        .withPostProcessor(new Finish())
        .inOutputDir(folder.toFile())
        .detailedGenerate();
    var generated = Files.readString(folder.resolve(FILE));
    CommittedFile.check(COMMITTED, generated, getClass(), "crd.update");
  }

  @Test
  void fits_the_annotation_of_a_client_side_apply() throws IOException {
    assertThat(Files.size(COMMITTED)).isLessThan(256 * 1024);
  }

  @Test
  void has_conditions_of_the_standard_shape() throws IOException {
    var conditions = status().getProperties().get("conditions");
    assertThat(conditions.getXKubernetesListType()).isEqualTo("map");
    assertThat(conditions.getXKubernetesListMapKeys()).containsExactly("type");
    assertThat(conditions.getItems().getSchema().getRequired())
        .containsExactly("type", "status", "lastTransitionTime", "reason", "message");
  }

  @Test
  void says_of_a_pool_at_which_no_operator_has_looked_that_its_spec_was_not_read()
      throws IOException {
    assertThat(status().getDefault()).hasToString("{\"observedGeneration\":0}");
  }

  @Test
  void describes_each_field_for_kubectl_explain() throws IOException {
    var version = committed().getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    assertThat(undescribed("", version)).isEmpty();
  }

  private static List<String> undescribed(String path, JSONSchemaProps schema) {
    var found = new ArrayList<String>();
    var fields =
        schema.getProperties() == null ? Map.<String, JSONSchemaProps>of() : schema.getProperties();
    fields.forEach(
        (name, field) -> {
          var place = path + "." + name;
          if (field.getDescription() == null && !STANDARD.contains(place)) {
            found.add(place);
          }
          found.addAll(undescribed(place, field));
        });
    if (schema.getItems() != null) {
      found.addAll(undescribed(path + "[]", schema.getItems().getSchema()));
    }
    return found;
  }

  @Test
  void shows_a_pool_that_does_not_work_in_its_first_columns() throws IOException {
    var columns = committed().getSpec().getVersions().get(0).getAdditionalPrinterColumns();
    assertThat(columns.subList(0, 2))
        .extracting(CustomResourceColumnDefinition::getJsonPath)
        .containsExactly(
            ".status.conditions[?(@.type==\"Ready\")].status",
            ".status.conditions[?(@.type==\"Ready\")].reason");
    assertThat(columns)
        .extracting(CustomResourceColumnDefinition::getName)
        .allMatch(name -> name.matches("[A-Za-z]+"));
  }

  private static JSONSchemaProps status() throws IOException {
    return committed()
        .getSpec()
        .getVersions()
        .get(0)
        .getSchema()
        .getOpenAPIV3Schema()
        .getProperties()
        .get("status");
  }

  private static CustomResourceDefinition committed() throws IOException {
    return Serialization.unmarshal(Files.readString(COMMITTED), CustomResourceDefinition.class);
  }

  /**
   * What annotations can't say: the order of columns, that there is a spec and a template is an
   * object, what to write in place of what does not match, formats, and the shape of conditions
   * that Kubernetes' own have.
   */
  private static final class Finish implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
      for (var version : ((CustomResourceDefinition) crd).getSpec().getVersions()) {
        version
            .getAdditionalPrinterColumns()
            .sort(
                Comparator.comparingInt(
                    (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName())));
        var spec = version.getSchema().getOpenAPIV3Schema().getProperties().get("spec");
        spec.getProperties().get("template").setType("object");
        FieldRules.putInto(spec, "spec");
        version.getSchema().getOpenAPIV3Schema().setRequired(List.of("spec"));
        var status = version.getSchema().getOpenAPIV3Schema().getProperties().get("status");
        finish(status);
        // Tools that wait, by the rules of kstatus, take an object without a status for one that
        // works; nobody has looked at this one.
        status.setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", 0));
      }
      ((CustomResourceDefinition) crd).getSpec().getNames().setCategories(List.of("taskworkers"));
      return crd;
    }

    private static void finish(JSONSchemaProps status) {
      var conditions = status.getProperties().get("conditions");
      conditions.setXKubernetesListType("map");
      conditions.setXKubernetesListMapKeys(List.of("type"));
      var condition = conditions.getItems().getSchema();
      condition.setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
      var fields = condition.getProperties();
      fields.get("status").setEnum(List.of(json("True"), json("False"), json("Unknown")));
      fields.get("lastTransitionTime").setFormat("date-time");
      fields.get("observedGeneration").setFormat("int64");
      describe(fields, "type", "What the condition is about, for example Ready.");
      describe(fields, "status", "Whether it holds: True, False, or Unknown.");
      describe(fields, "reason", "Why, in one word for programs.");
      describe(fields, "message", "Why, in a sentence for people.");
      describe(fields, "lastTransitionTime", "The time at which status changed last.");
      describe(fields, "observedGeneration", "The generation of the spec that it was found for.");
      status.getProperties().get("observedGeneration").setFormat("int64");
      status.getProperties().get("backlog").getProperties().get("sampledAt").setFormat("date-time");
      status.getProperties().get("lastDecision").getProperties().get("at").setFormat("date-time");
    }

    private static void describe(Map<String, JSONSchemaProps> fields, String name, String what) {
      fields.get(name).setDescription(what);
    }

    private static JsonNode json(String text) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }
}
