// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in the repository that a test makes of what it describes, and compares with it. */
public final class CommittedFile {
  private CommittedFile() {}

  /**
   * Compares the file with what it should be, or writes it where the property {@code update} is
   * true.
   *
   * @throws AssertionError with the first line that differs and the command that writes the file
   */
  public static void check(Path file, String wanted, Class<?> test, String update) {
    try {
      if (Boolean.getBoolean(update)) {
        Files.writeString(file, wanted);
      }
      var found = Files.readString(file);
      if (!found.equals(wanted)) {
        throw new AssertionError(
            ("%s is not what its test makes, first in %s. If this is wanted, run"
                    + " 'mvn -pl %s test -Dtest=%s -D%s=true' and commit the file.")
                .formatted(
                    file.normalize(),
                    difference(found, wanted),
                    Path.of("").toAbsolutePath().getFileName(),
                    test.getSimpleName(),
                    update));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String difference(String found, String wanted) {
    var is = found.split("\n", -1);
    var should = wanted.split("\n", -1);
    var line = 0;
    while (line < is.length && line < should.length && is[line].equals(should[line])) {
      line++;
    }
    return "line %d: expected '%s', found '%s'".formatted(line + 1, at(should, line), at(is, line));
  }

  private static String at(String[] lines, int line) {
    return line < lines.length ? lines[line] : "";
  }
}
