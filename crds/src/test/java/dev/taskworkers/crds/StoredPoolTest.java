// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPoolSpec.Mode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading pools as the API server stores them, those included that its schema should refuse. */
final class StoredPoolTest {
  private static TaskWorkerPool read(String json) {
    return Serialization.unmarshal(json, TaskWorkerPool.class);
  }

  private static TaskWorkerPool pool(String spec) {
    return read(
        "{\"apiVersion\":\"taskworkers.dev/v1beta1\",\"kind\":\"TaskWorkerPool\","
            + "\"metadata\":{\"name\":\"p\"},\"spec\":"
            + spec
            + "}");
  }

  @Test
  void fields_that_are_absent_take_the_defaults_of_the_schema() {
    var spec = pool("{\"subscription\":\"tasks\"}").getSpec();

    assertThat(spec.concurrency()).isEqualTo(1);
    assertThat(spec.taskTimeout()).isEqualTo("10m");
    assertThat(spec.retry()).isEqualTo(new RetrySpec(5, "10s", "10m"));
    assertThat(spec.scaling().minReplicas()).isZero();
    assertThat(spec.scaling().maxReplicas()).isEqualTo(10);
    assertThat(spec.mode()).isEqualTo(Mode.Auto);
  }

  @Test
  void fields_of_a_later_version_are_ignored() {
    var pool = pool("{\"subscription\":\"tasks\",\"later\":{\"a\":1},\"retry\":{\"new\":true}}");

    assertThat(pool.unreadable()).isEmpty();
    assertThat(pool.getSpec().subscription()).isEqualTo("tasks");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"observedGeneration\":0} | true",
        "{\"observedGeneration\":1} | false",
        "{\"observedGeneration\":0,\"replicas\":2} | false",
        "{\"replicas\":2} | false",
      })
  void the_status_that_a_new_pool_has_from_the_schema_is_none(String status, boolean none) {
    var pool = pool("{\"subscription\":\"tasks\"},\"status\":" + status);

    assertThat(pool.getStatus() == null).isEqualTo(none);
  }

  @Test
  void a_pool_is_written_as_it_was_read() {
    var pool = pool("{\"subscription\":\"tasks\",\"template\":{\"spec\":{\"x\":[1]}}}");

    var again = read(Serialization.asJson(pool));

    assertThat(again.getSpec()).isEqualTo(pool.getSpec());
  }

  @Test
  void a_template_that_is_nested_too_deep_is_told_and_not_read() {
    var pool =
        pool("{\"subscription\":\"s\",\"template\":" + "[".repeat(900) + "]".repeat(900) + "}");

    assertThat(pool.unreadable())
        .contains("spec can't be read: expected at most 64 levels, but found more.");
    assertThat(pool.getSpec()).isNull();
  }

  @Test
  void a_template_that_is_too_long_is_told_and_not_read() {
    var pool =
        pool("{\"subscription\":\"s\",\"template\":{\"a\":\"" + "x".repeat(262_144) + "\"}}");

    assertThat(pool.unreadable())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .startsWith("spec can't be read: expected at most 256 KiB, but found more"));
    assertThat(pool.getSpec()).isNull();
  }

  @DisplayName("a spec of wrong types is told, not thrown")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'concurrency':'x'}       | Cannot deserialize value of type `java.lang.Integer`",
        "{'mode':'Never'}          | Cannot deserialize value of type",
        "{'scaling':[]}            | Cannot deserialize value of type",
        "{'handler':'exec'}        | Cannot construct instance",
        "7                         | Cannot construct instance",
        "[1]                       | Cannot deserialize value of type",
      })
  void garbage(String spec, String words) {
    var pool = pool(spec.replace('\'', '"'));

    assertThat(pool.getMetadata().getName()).isEqualTo("p");
    assertThat(pool.unreadable().orElseThrow()).startsWith("spec can't be read: ").contains(words);
  }

  @Test
  void a_status_of_wrong_types_is_as_good_as_none() {
    var pool =
        read(
            "{\"apiVersion\":\"taskworkers.dev/v1beta1\",\"kind\":\"TaskWorkerPool\","
                + "\"metadata\":{\"name\":\"p\"},\"status\":{\"replicas\":\"many\"}}");

    assertThat(pool.getStatus()).isNull();
  }
}
