// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example's policies, evaluated as an API server does. */
final class AdmissionExampleTest {
  private static final Path EXAMPLE = Path.of("../examples/kubernetes/admission.yaml");
  private static final JsonMapper LONGS =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("object", SimpleType.DYN)
          .addVar("variables", SimpleType.DYN)
          .build();

  private static List<JsonNode> documents(String kind) throws IOException {
    return Stream.of(Files.readString(EXAMPLE).split("(?m)^---$"))
        .map(document -> Serialization.unmarshal(document, JsonNode.class))
        .filter(document -> document.path("kind").asText().equals(kind))
        .toList();
  }

  /** What the policies say to a pool whose template has this pod. */
  private static List<String> refusals(String pod) throws IOException {
    var template = "{containers: [{image: registry.example/team/a}], serviceAccountName: pool-a}";
    var given = template.substring(0, template.length() - 1) + (pod.isEmpty() ? "" : ", ") + pod;
    return refusalsOf(given + "}");
  }

  private static List<String> refusalsOf(String pod) throws IOException {
    var object = read("{spec: {template: {spec: " + pod + "}}}");
    var said = new ArrayList<String>();
    for (var policy : documents("ValidatingAdmissionPolicy")) {
      var variables = new HashMap<String, Object>();
      for (var variable : policy.at("/spec/variables")) {
        variables.put(
            variable.path("name").asText(),
            evaluate(
                variable.path("expression").asText(),
                Map.of("object", object, "variables", variables)));
      }
      for (var validation : policy.at("/spec/validations")) {
        var holds =
            evaluate(
                validation.path("expression").asText(),
                Map.of("object", object, "variables", variables));
        if (!Boolean.TRUE.equals(holds)) {
          said.add(validation.path("message").asText());
        }
      }
    }
    return said;
  }

  private static Object evaluate(String expression, Map<String, Object> given) {
    try {
      return CEL.createProgram(CEL.compile(expression).getAst()).eval(given);
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException(expression, e);
    }
  }

  private static Map<?, ?> read(String fields) {
    try {
      var json = Serialization.asJson(Serialization.unmarshal("---\n" + fields, Map.class));
      return LONGS.readValue(json, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(fields, e);
    }
  }

  @Test
  void a_pool_that_keeps_to_them_is_let_in() throws IOException {
    assertThat(refusals("")).isEmpty();
    assertThat(refusals("hostNetwork: false, volumes: [{name: a, emptyDir: {}}]")).isEmpty();
    assertThat(refusals("initContainers: [{image: registry.example/team/b}]")).isEmpty();
    assertThat(
            refusalsOf(
                "{serviceAccountName: pool-a, securityContext: {seccompProfile: {type: Localhost},"
                    + " appArmorProfile: {type: RuntimeDefault}, seLinuxOptions: {type: container_t}},"
                    + " containers: [{image: registry.example/team/a, ports: [{containerPort: 80}],"
                    + " securityContext: {privileged: false, procMount: Default,"
                    + " capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}}]}"))
        .isEmpty();
  }

  @DisplayName("a pool with what they forbid is refused")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "hostNetwork: true | expected no hostNetwork",
        "hostPID: true | expected no hostNetwork",
        "hostIPC: true | expected no hostNetwork",
        "nodeName: master | expected no hostNetwork",
        "volumes: [{hostPath: {path: /}}] | expected no hostPath",
        "serviceAccount: taskworkers | whose name begins with 'pool-'",
        "volumes: [{name: v, image: {reference: docker.io/evil}}] | volumes: expected images",
        "initContainers: [{image: evil}] | initContainers: expected images",
        "securityContext: {windowsOptions: {hostProcess: true}} | no hostProcess",
        "securityContext: {seccompProfile: {type: Unconfined}} | seccompProfile",
        "securityContext: {appArmorProfile: {type: Unconfined}} | appArmorProfile",
        "securityContext: {seLinuxOptions: {user: system_u}} | seLinuxOptions",
        "securityContext: {seLinuxOptions: {type: spc_t}} | seLinuxOptions",
        "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]} | sysctls",
      })
  void refused(String field, String sentence) throws IOException {
    assertThat(refusals(field)).singleElement().asString().contains(sentence);
  }

  @DisplayName("a pool whose container has what they forbid is refused, whichever container it is")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "securityContext: {privileged: true} | no privileged",
        "securityContext: {capabilities: {add: [SYS_ADMIN]}} | capabilities",
        "securityContext: {capabilities: {add: [NET_BIND_SERVICE, ALL]}} | capabilities",
        "securityContext: {allowPrivilegeEscalation: true, procMount: Unmasked} | procMount",
        "securityContext: {windowsOptions: {hostProcess: true}} | no hostProcess",
        "securityContext: {seccompProfile: {type: Unconfined}} | seccompProfile",
        "securityContext: {appArmorProfile: {type: Unconfined}} | appArmorProfile",
        "securityContext: {seLinuxOptions: {role: sysadm_r}} | seLinuxOptions",
        "ports: [{containerPort: 1, hostPort: 80}] | hostPort",
      })
  void refused_container(String field, String sentence) throws IOException {
    var container = "[{image: registry.example/team/b, " + field + "}]";
    assertThat(refusals("initContainers: " + container))
        .singleElement()
        .asString()
        .contains(sentence);
    assertThat(refusalsOf("{serviceAccountName: pool-a, containers: " + container + "}"))
        .singleElement()
        .asString()
        .contains(sentence);
  }

  @Test
  void the_default_service_account_and_images_of_others_are_refused() throws IOException {
    assertThat(refusalsOf("{containers: [{image: docker.io/evil}]}"))
        .hasSize(2)
        .anyMatch(said -> said.contains("begins with 'pool-'"))
        .anyMatch(said -> said.contains("spec.containers: expected images"));
  }

  @Test
  void each_is_bound_to_namespaces_with_the_label() throws IOException {
    var policies =
        documents("ValidatingAdmissionPolicy").stream().map(p -> p.at("/metadata/name")).toList();

    assertThat(documents("ValidatingAdmissionPolicyBinding"))
        .extracting(binding -> binding.at("/spec/policyName"))
        .containsExactlyElementsOf(policies);
    assertThat(documents("ValidatingAdmissionPolicyBinding"))
        .allSatisfy(
            binding ->
                assertThat(
                        binding
                            .at("/spec/matchResources/namespaceSelector/matchExpressions/0/key")
                            .asText())
                    .isEqualTo("pools.taskworkers.dev/tenant"));
  }
}
