// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommittedFileTest {
  @TempDir Path folder;

  @Test
  void that_is_what_it_should_be_passes() throws IOException {
    var file = Files.writeString(folder.resolve("page.md"), "a\nb\n");

    assertThatCode(() -> check(file, "a\nb\n")).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a/c/, line 2: expected 'c'; found 'b'",
    "a/b/c/, line 3: expected 'c'; found ''",
    "a/, line 2: expected ''; found 'b'"
  })
  void that_is_another_is_told_with_its_line_and_the_command(String wanted, String difference)
      throws IOException {
    var file = Files.writeString(folder.resolve("page.md"), "a\nb\n");

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> check(file, wanted.replace('/', '\n')))
        .withMessageContaining(difference.replace(';', ','))
        .withMessageContaining(
            "mvn -pl testbed test -Dtest=CommittedFileTest -Dno.such.update=true");
  }

  private static void check(Path file, String wanted) {
    CommittedFile.check(file, wanted, CommittedFileTest.class, "no.such.update");
  }
}
