// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.spec.Manifests;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** Runs the Lua that docs/gitops.md gives to Argo CD, over what the operator writes. */
@DisplayName("The health check for Argo CD")
class ArgoHealthTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final TaskWorkerPool pool = Manifests.exec();
  private String lua;

  @BeforeEach
  void read() throws IOException {
    pool.getMetadata().setGeneration(3L);
    var page = Files.readString(Path.of("../docs/gitops.md"));
    var block = page.substring(page.indexOf("apiVersion: v1\nkind: ConfigMap"));
    lua =
        Serialization.unmarshal(block.substring(0, block.indexOf("```")), JsonNode.class)
            .path("data")
            .path("resource.customizations.health.taskworkers.dev_TaskWorkerPool")
            .asText();
  }

  @Test
  void waits_for_the_operator() {
    assertThat(health("status")).isEqualTo("Progressing");
  }

  @Test
  void waits_until_the_operator_has_read_the_newest_spec() {
    refuse("Invalid");
    pool.getMetadata().setGeneration(4L);
    assertThat(health("status")).isEqualTo("Progressing");
  }

  @ParameterizedTest
  @CsvSource({"Invalid", "NoConsent", "Refused"})
  void tells_in_the_operators_words_why_a_pool_does_not_work(String reason) {
    refuse(reason);
    assertThat(health("status")).isEqualTo("Degraded");
    assertThat(health("message")).isEqualTo("Write it so.");
  }

  @ParameterizedTest(name = "Ready {0}, mode {1}: {2}")
  @CsvSource({
    "True, Auto, Healthy",
    "True, Advise, Healthy",
    "True, Paused, Suspended",
    "Unknown, Auto, Progressing",
  })
  void of_a_pool_that_works_the_mode_decides(String isReady, String mode, String health) {
    refuse("Ready");
    ObjectNode status = Serialization.jsonMapper().valueToTree(pool.getStatus());
    var ready =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus(isReady)
            .withReason("Ready")
            .withMessage("The pool follows its subscription.")
            .withLastTransitionTime(NOW.toString())
            .build();
    status.set("conditions", Serialization.jsonMapper().valueToTree(List.of(ready)));
    var resource = (ObjectNode) tree();
    resource.set("status", status);
    ((ObjectNode) resource.path("spec")).put("mode", mode);
    assertThat(health(resource, "status")).isEqualTo(health);
  }

  private void refuse(String reason) {
    pool.setStatus(PoolStatus.refused(pool, new PoolPods(List.of()), reason, "Write it so.", NOW));
  }

  private JsonNode tree() {
    return Serialization.jsonMapper().valueToTree(pool);
  }

  private String health(String field) {
    return health(tree(), field);
  }

  private String health(JsonNode resource, String field) {
    var globals = JsePlatform.standardGlobals();
    globals.set("obj", lua(resource));
    return globals.load(lua).call().get(field).tojstring();
  }

  /** As Argo CD gives it: absent fields are nil, lists begin at 1. */
  private static LuaValue lua(JsonNode node) {
    if (node.isObject()) {
      var table = new LuaTable();
      node.properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull()) {
                  table.set(field.getKey(), lua(field.getValue()));
                }
              });
      return table;
    }
    if (node.isArray()) {
      var table = new LuaTable();
      for (var i = 0; i < node.size(); i++) {
        table.set(i + 1, lua(node.get(i)));
      }
      return table;
    }
    return node.isNumber()
        ? LuaValue.valueOf(node.asDouble())
        : node.isBoolean() ? LuaValue.valueOf(node.asBoolean()) : LuaValue.valueOf(node.asText());
  }
}
