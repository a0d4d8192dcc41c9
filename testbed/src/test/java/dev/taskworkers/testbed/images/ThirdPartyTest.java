// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under which licences libraries of others are passed on. */
class ThirdPartyTest {
  @TempDir private Path folder;

  private String list(String licenses) throws IOException {
    return list("org.example", licenses);
  }

  private String list(String group, String licenses) throws IOException {
    return ThirdParty.list(
        Files.writeString(
            folder.resolve("bom.json"),
            """
            {"components": [
              {"group": "dev.taskworkers", "name": "ours", "version": "1"},
              {"type": "platform", "name": "openjdk", "version": "25"},
              {"group": "%s", "name": "ant", "version": "2", "licenses": %s,
               "externalReferences": [{"type": "vcs", "url": "https://ant.example/git"},
                                      {"type": "website", "url": "https://ant.example"}]}]}
            """
                .formatted(group, licenses)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'license': {'id': 'Apache-2.0'}}] | Apache-2.0",
        "[{'license': {'name': 'Apache 2 License'}}] | Apache-2.0",
        "[{'license': {'id': 'LGPL-2.1-only'}}, {'license': {'id': 'EPL-2.0'}}] | EPL-2.0",
        "[{'expression': '(CDDL-1.0 OR GPL-2.0-with-classpath-exception)'}]"
            + " | GPL-2.0-with-classpath-exception"
      })
  void a_library_is_named_with_the_licence_that_is_taken(String licenses, String taken)
      throws IOException {
    assertThat(list(licenses.replace('\'', '"')).lines())
        .contains("org.example:ant 2: " + taken + ", https://ant.example")
        .noneMatch(line -> line.contains("ours") || line.contains("openjdk"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{'license': {'id': 'GPL-2.0-only'}}]",
        "[{'license': {'id': 'AGPL-3.0-only'}}]",
        "[{'license': {'id': 'BSD-4-Clause'}}]",
        "[{'license': {'name': 'Our very own'}}]"
      })
  void no_library_is_passed_on_under_another_licence(String licenses) {
    assertThatThrownBy(() -> list(licenses.replace('\'', '"')))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("but found org.example:ant 2 (");
  }

  @Test
  void the_licence_of_jline_has_three_clauses_whatever_its_pom_says() throws IOException {
    assertThat(list("org.jline", "[{\"license\": {\"id\": \"BSD-4-Clause\"}}]").lines())
        .contains("org.jline:ant 2: BSD-3-Clause, https://ant.example");
  }
}
