// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.fixtures.TestContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Attributes that a publisher has chosen so that a program gets another environment. */
class HostileAttributesTest {
  /** What the worker gives the program beside. */
  private static final Map<String, String> WORKERS =
      Map.of("PATH", "/bin", "LD_PRELOAD", "", "TASK_ID_OF_MINE", "1");

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20),
        Arbitraries.of(
            "PATH",
            "LD_PRELOAD",
            "=",
            "A=B",
            "\nLD_PRELOAD=/tmp/x.so",
            "\u0000PATH",
            "",
            "id",
            "$(reboot)",
            "() { :;}; x",
            "\ud800"));
  }

  @Provide
  Arbitrary<Map<String, String>> attributes() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(10);
  }

  @Provide
  Arbitrary<Charset> charsets() {
    return Arbitraries.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);
  }

  @Property(seed = "5")
  void reach_it_under_their_prefix_alone_and_change_nothing_else(
      @ForAll("attributes") Map<String, String> attributes,
      @ForAll("texts") String key,
      @ForAll("charsets") Charset charset,
      @ForAll boolean launcher) {
    var task = new Task("1", Payload.of("x"), attributes, key, Instant.EPOCH);
    var environment = new HashMap<>(WORKERS);

    new TaskEnvironment(charset, launcher).write(task, new TestContext(), environment);

    assertThat(environment).containsAllEntriesOf(WORKERS);
    assertThat(environment.keySet())
        .allSatisfy(name -> assertThat(name).doesNotContain("=", "\n", "\u0000"))
        .filteredOn(name -> !WORKERS.containsKey(name))
        .map(name -> name.replaceFirst("^TASKWORKERS_HEX_", ""))
        .filteredOn(name -> !name.startsWith("TASK_ATTRIBUTE_"))
        .isSubsetOf(
            "TASK_ID",
            "TASK_ATTEMPT",
            "TASK_PUBLISH_TIME",
            "TASK_DEADLINE",
            "TASK_ORDERING_KEY",
            "TRACEPARENT");
    assertThat(environment.values())
        .allSatisfy(value -> assertThat(value).doesNotContain("\u0000"));
  }
}
