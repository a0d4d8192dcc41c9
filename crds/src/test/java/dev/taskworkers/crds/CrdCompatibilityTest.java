// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored in somebody's cluster stays valid, and what is wrong is refused. */
final class CrdCompatibilityTest {
  private static final String OURS = "/crd/crd.yaml";
  private static final String RELEASED = "/released/taskworkerpools.taskworkers.dev-v1.yml";

  private static JSONSchemaProps schema(String file) {
    var crd =
        Serialization.unmarshal(
            CrdCompatibilityTest.class.getResourceAsStream(file), CustomResourceDefinition.class);
    return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
  }

  private static JSONSchemaProps at(String path) {
    var found = schema(OURS);
    for (var name : path.split("\\.")) {
      found = found.getProperties().get(name);
    }
    return found;
  }

  /** After a release its schema is copied to src/test/resources/released. */
  @Test
  void nothing_that_the_released_schema_let_in_is_refused_now() {
    // The schema says of conditions what every version of the operator has written of them. A
    // setting that does nothing is refused since before the first release. So is a pool without a
    // spec, of which nothing could be made, and a duration of years.
    assertThat(SchemaChanges.breaking(schema(RELEASED), schema(OURS)))
        .allMatch(
            change ->
                change.startsWith("status.conditions[].")
                    || change.equals("spec is required now")
                    || change.endsWith(" has a new rule: " + FieldRules.DURATION.rule())
                    || change.startsWith(
                        "spec has a new rule: !has(self.deadLetter) || !has(self.handler.self)")
                    || change.startsWith(
                        "spec has a new rule: !has(self.retry) || !has(self.handler.self)"));
  }

  @DisplayName("a change that breaks stored objects is told in a sentence")
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "properties: {a: {type: string}} | properties: {} | a is removed",
        "properties: {a: {type: string}} | properties: {a: {type: integer}} | a changes its type from string to integer",
        "properties: {a: {type: string}} | properties: {a: {type: string}}, required: [a] | a is required now",
        "enum: [A, B] | enum: [A, C] | the resource knows some words no more: [\"B\"]",
        "type: string | type: string, enum: [A] | the resource takes only these words now: [\"A\"]",
        "minimum: 1 | minimum: 2 | the resource raises its minimum to 2.0",
        "maximum: 9 | maximum: 8 | the resource lowers its maximum to 8.0",
        "type: integer | type: integer, maximum: 8 | the resource lowers its maximum to 8.0",
        "type: string | type: string, pattern: x | the resource has another pattern: x",
        "default: 1 | default: 2 | the resource has another default: 2",
        "nullable: true | type: null | the resource may be null no more",
        "x-kubernetes-preserve-unknown-fields: true | type: null | the resource keeps unknown fields no more",
        "maxItems: 3 | maxItems: 2 | the resource allows fewer items: 2",
        "items: {type: string} | items: {type: integer} | [] changes its type from string to integer",
        "type: null | x-kubernetes-validations: [{rule: x}] | the resource has a new rule: x",
        "properties: {a: {}} | ~properties: {a: {}}, x-kubernetes-validations: [{rule: '!has(self.a) || self.a < 3'}]~ | ~the resource has a new rule: !has(self.a) || self.a < 3~",
      })
  void breaking(String before, String after, String sentence) {
    assertThat(SchemaChanges.breaking(read(before), read(after))).containsExactly(sentence);
  }

  @DisplayName("a change that widens breaks nothing")
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "properties: {} | properties: {a: {type: string}}",
        "required: [a] | required: []",
        "enum: [A] | enum: [A, B]",
        "minimum: 2, maximum: 5 | minimum: 1, maximum: 6",
        "pattern: x | type: null",
        "x-kubernetes-validations: [{rule: x}] | type: null",
        "x-kubernetes-validations: [{rule: x}] | ~x-kubernetes-validations: [{rule: 'y || (x)'}]~",
        "pattern: x | ~x-kubernetes-validations: [{rule: \"self.matches(r'x')\"}]~",
        "description: a | description: b",
        "type: null | ~x-kubernetes-validations: [{rule: '!has(self.a) || self.a < 3'}]~",
      })
  void widening(String before, String after) {
    assertThat(SchemaChanges.breaking(read(before), read(after))).isEmpty();
  }

  private static JSONSchemaProps read(String schema) {
    return Serialization.unmarshal("---\n{" + schema + "}", JSONSchemaProps.class);
  }

  @DisplayName("a pattern of the schema")
  @ParameterizedTest(name = "{0}: {1} is right: {2}")
  @CsvSource({
    "spec.subscription, tasks, true",
    "spec.subscription, projects/acme/subscriptions/tasks, true",
    "spec.subscription, projects/example.com:acme/subscriptions/a.b_c~d+e%f-g, true",
    "spec.subscription, ab, false",
    "spec.subscription, 1tasks, false",
    "spec.subscription, projects/acme/topics/tasks, false",
    "spec.subscription, projects/ACME/subscriptions/tasks, false",
    "spec.subscription, acme/tasks, false",
    "spec.project, acme-1, true",
    "spec.project, Acme, false",
    "spec.deadLetter.topic, dead, true",
    "spec.deadLetter.topic, projects/acme/topics/dead, true",
    "spec.deadLetter.topic, projects/acme/subscriptions/dead, false",
    "spec.taskTimeout, 10m, true",
    "spec.taskTimeout, 1h30m, true",
    "spec.taskTimeout, 500ms, true",
    "spec.taskTimeout, 10, false",
    "spec.taskTimeout, -10m, false",
    "spec.taskTimeout, ten minutes, false",
    "spec.taskTimeout, 1d, false",
    "spec.taskTimeout, 999999999999999999h, false",
    "spec.rateLimit.perPool, 100/m, true",
    "spec.rateLimit.perPool, 0.5/s, false",
    "spec.retry.minBackoff, 10s, true",
    "spec.retry.maxBackoff, soon, false",
    "spec.scaling.objective.maxWait, 30s, true",
    "spec.scaling.objective.drainWithin, 30, false",
    "spec.handler.http.path, /tasks?x=1, true",
    "spec.handler.http.path, tasks, false",
    "spec.handler.http.path, '/a b', false",
    "spec.handler.java.className, com.acme.Thumbnail$Small, true",
    "spec.handler.java.className, com.acme., false",
  })
  void patterns(String path, String value, boolean right) {
    assertThat(Pattern.compile(pattern(at(path))).matcher(value).find()).isEqualTo(right);
  }

  private static String pattern(JSONSchemaProps field) {
    return Optional.ofNullable(field.getPattern())
        .orElseGet(
            () ->
                field
                    .getXKubernetesValidations()
                    .get(0)
                    .getRule()
                    .replaceFirst("^self[.]matches[(]r'(.*)'[)]$", "$1"));
  }

  @Test
  void every_rule_says_in_a_sentence_what_to_write() {
    var rules = new ArrayList<ValidationRule>();
    collect(schema(OURS), rules);

    assertThat(rules)
        .isNotEmpty()
        .allSatisfy(rule -> assertThat(rule.getMessage()).startsWith("spec."));
  }

  private static void collect(JSONSchemaProps schema, List<ValidationRule> rules) {
    rules.addAll(schema.getXKubernetesValidations());
    schema.getProperties().values().forEach(property -> collect(property, rules));
    if (schema.getItems() != null) {
      collect(schema.getItems().getSchema(), rules);
    }
  }
}
