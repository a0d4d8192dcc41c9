// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A manifest is read as kubectl reads it:")
class KubectlSchemaTest {
  @DisplayName("a plain word")
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      quoteCharacter = '#',
      value = {
        "0400, 256",
        "0644, 420",
        "0o644, 420",
        "-010, -8",
        "0x1F, 31",
        "0b11, 3",
        "0, 0",
        "10, 10",
        "1_000, 1000",
        "0899, 899.0",
        "yes, true",
        "True, true",
        "on, true",
        "y, true",
        "NO, false",
        "off, false",
        "tRue, \"tRue\"",
        "1.5, 1.5",
        "1e3, 1000.0",
        "123e456, \"123e456\"",
        "12:30, \"12:30\"",
        "8080:80, \"8080:80\"",
        "1.4.0, \"1.4.0\"",
        "2026-11-27, \"2026-11-27\"",
        ".inf, \".inf\"",
        "~, null",
        "Null, null",
        "'0400', \"0400\"",
        "\"yes\", \"yes\"",
        "_1, \"_1\"",
        "123456789012345678901234567890, 123456789012345678901234567890",
      })
  void word(String word, String json) {
    assertThat(
            Manifests.parse("test", "{kind: x, value: " + word + "}").objects().get(0).get("value"))
        .hasToString(json);
  }

  @Test
  void a_merge_key_adds_what_a_mapping_lacks() {
    var read = Manifests.parse("test", "kind: x\nfirst: &a {b: 1, c: 2}\nsecond: {<<: *a, b: 3}\n");
    assertThat(read.objects().get(0).get("second")).hasToString("{\"b\":3,\"c\":2}");
  }
}
