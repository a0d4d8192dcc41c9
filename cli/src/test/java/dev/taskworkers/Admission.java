// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Fills in the CRD's defaults and judges by its schema and rules, as an API server does. */
public final class Admission {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .build();

  private static final JSONSchemaProps SPEC =
      Serialization.unmarshal(
              Admission.class.getResourceAsStream("/crd/crd.yaml"), CustomResourceDefinition.class)
          .getSpec()
          .getVersions()
          .get(0)
          .getSchema()
          .getOpenAPIV3Schema()
          .getProperties()
          .get("spec");

  /** To compile a rule takes longer than anything else here. */
  private static final Map<String, CelRuntime.Program> RULES = new ConcurrentHashMap<>();

  private final List<String> refusals = new ArrayList<>();

  private Admission() {}

  /** What an API server would say against a pool; empty: it takes it. */
  public static List<String> refusals(JsonNode pool) {
    var admission = new Admission();
    admission.look("spec", pool.path("spec").deepCopy(), SPEC);
    return admission.refusals;
  }

  /** The fields of a spec. */
  static Set<String> fields() {
    return SPEC.getProperties().keySet();
  }

  /** What it would say against the fields of {@code spec}, which may be a part of one. */
  static List<String> refusalsOfPart(ObjectNode spec) {
    var admission = new Admission();
    admission.lookAtGiven("spec", spec.deepCopy(), SPEC.getProperties());
    return admission.refusals;
  }

  private void look(String path, JsonNode node, JSONSchemaProps schema) {
    var before = refusals.size();
    if (!"object".equals(schema.getType()) || node.isObject()) {
      checkValue(path, node, schema);
    } else {
      refusals.add(path + ": expected an object");
      return;
    }
    if (node instanceof ObjectNode object) {
      lookAtFields(path, object, schema);
    }
    if (node instanceof ArrayNode array && schema.getItems() != null) {
      for (var i = 0; i < array.size(); i++) {
        look(path + "[" + i + "]", array.get(i), schema.getItems().getSchema());
      }
    }
    // Rules count on what the schema promises.
    for (var rule : schema.getXKubernetesValidations()) {
      if (refusals.size() == before && !holds(rule.getRule(), node)) {
        refusals.add(path + ": " + rule.getMessage());
      }
    }
  }

  private void lookAtFields(String path, ObjectNode object, JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      return;
    }
    var any = schema.getAdditionalProperties();
    if (any != null) {
      object.forEachEntry((key, value) -> look(path + "." + key, value, any.getSchema()));
      return;
    }
    var known =
        schema.getProperties() == null ? Map.<String, JSONSchemaProps>of() : schema.getProperties();
    known.forEach(
        (name, field) -> {
          if (!object.has(name) && field.getDefault() != null) {
            object.set(name, field.getDefault().deepCopy());
          }
        });
    for (var name : schema.getRequired()) {
      if (!object.has(name)) {
        refusals.add(path + "." + name + ": is required");
      }
    }
    lookAtGiven(path, object, known);
  }

  private void lookAtGiven(String path, ObjectNode object, Map<String, JSONSchemaProps> known) {
    for (var field : object.properties()) {
      var below = path + "." + field.getKey();
      if (known.containsKey(field.getKey())) {
        look(below, field.getValue(), known.get(field.getKey()));
      } else {
        refusals.add(below + ": is unknown");
      }
    }
  }

  private void checkValue(String path, JsonNode node, JSONSchemaProps schema) {
    var text = node.asText();
    refuse(path, "string".equals(schema.getType()) && !node.isTextual(), "expected a string");
    refuse(
        path,
        "integer".equals(schema.getType()) && !node.isInt() && !node.isLong(),
        "expected a number");
    refuse(path, "boolean".equals(schema.getType()) && !node.isBoolean(), "expected true or false");
    refuse(path, "array".equals(schema.getType()) && !node.isArray(), "expected a list");
    refuse(
        path,
        schema.getPattern() != null && !Pattern.compile(schema.getPattern()).matcher(text).find(),
        "expected " + schema.getPattern());
    refuse(
        path,
        schema.getEnum() != null
            && !schema.getEnum().isEmpty()
            && schema.getEnum().stream().noneMatch(one -> one.asText().equals(text)),
        "expected one of " + schema.getEnum());
    refuse(path, schema.getMinimum() != null && node.asDouble() < schema.getMinimum(), "too small");
    refuse(path, schema.getMaximum() != null && node.asDouble() > schema.getMaximum(), "too large");
    refuse(path, schema.getMaxItems() != null && node.size() > schema.getMaxItems(), "too many");
  }

  private void refuse(String path, boolean wrong, String why) {
    if (wrong) {
      refusals.add(path + ": " + why);
    }
  }

  private static boolean holds(String rule, JsonNode self) {
    try {
      var value = JSON.treeToValue(self, Object.class);
      return Boolean.TRUE.equals(
          RULES.computeIfAbsent(rule, Admission::compiled).eval(Map.of("self", value)));
    } catch (CelEvaluationException | JsonProcessingException e) {
      throw new IllegalStateException(rule, e);
    }
  }

  private static CelRuntime.Program compiled(String rule) {
    try {
      return CEL.createProgram(CEL.compile(rule).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException(rule, e);
    }
  }
}
