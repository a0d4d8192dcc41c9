// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The lines to send")
class InputTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "as '{0}' has")
  @ValueSource(strings = {"", "a", "a\nb", "a\n\n\nb\n", "\n", "a\r\nb\rc\r\r\n", "Größe 漢字 🎉\n"})
  void end_where_those_of_every_text_do(String text) throws IOException {
    assertThat(read(text.getBytes(StandardCharsets.UTF_8), new ArrayList<>()))
        .isEqualTo(text.lines().toList());
  }

  @Test
  void begin_after_the_mark_of_a_file_that_says_it_is_utf8() throws IOException {
    var bytes = "\uFEFF{\"data\":\"x\"}\r\n\uFEFFy\n".getBytes(StandardCharsets.UTF_8);
    assertThat(read(bytes, new ArrayList<>())).containsExactly("{\"data\":\"x\"}", "\uFEFFy");
  }

  @Test
  void end_there_also_where_they_are_long() throws IOException {
    for (var end : List.of("\n", "\r", "\r\n")) {
      for (var length = 65_534; length <= 65_537; length++) {
        var text = "a" + end + "ß".repeat(length) + end + end + "x".repeat(length) + end + "b";
        assertThat(read(text.getBytes(StandardCharsets.UTF_8), new ArrayList<>()))
            .isEqualTo(text.lines().toList());
      }
    }
  }

  @ParameterizedTest(name = "from standard input: {0}")
  @ValueSource(booleans = {false, true})
  void are_read_up_to_one_that_is_no_text(boolean standardInput) throws IOException {
    var bytes = "first\nsecond\nGr\u00f6\u00dfe\nfourth\n".getBytes(StandardCharsets.ISO_8859_1);
    var read = new ArrayList<String>();
    assertThatThrownBy(() -> read(bytes, read, standardInput))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("line 3 is not UTF-8 text");
    assertThat(read).containsExactly("first", "second");
  }

  @Test
  void are_read_up_to_one_that_no_task_can_have() throws IOException {
    // Of a gigabyte less than a tenth is read.
    var endless = new Endless(1L << 30);
    var before = System.in;
    System.setIn(endless);
    try (var lines = new Input("-", 0).lines()) {
      var read = lines.iterator();
      assertThatThrownBy(() -> exhaust(read, new ArrayList<>()))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "standard input, line 1 is longer than 64 MiB. Expected one task or"
                  + " record in a line, and a task has at most 10 MB.");
    } finally {
      System.setIn(before);
    }
    assertThat(endless.left).isGreaterThan(900L << 20);
  }

  /** A line of one letter. */
  private static final class Endless extends InputStream {
    private long left;

    Endless(long length) {
      left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (left <= 0) {
        return -1;
      }
      java.util.Arrays.fill(into, from, from + length, (byte) 'x');
      left -= length;
      return length;
    }
  }

  private List<String> read(byte[] bytes, List<String> read) throws IOException {
    return read(bytes, read, false);
  }

  private List<String> read(byte[] bytes, List<String> read, boolean standardInput)
      throws IOException {
    var before = System.in;
    var file = folder.resolve("lines");
    Files.write(file, bytes);
    System.setIn(new ByteArrayInputStream(bytes));
    try (Stream<String> lines = new Input(standardInput ? "-" : file.toString(), 0).lines()) {
      return exhaust(lines.iterator(), read);
    } finally {
      System.setIn(before);
    }
  }

  private static List<String> exhaust(Iterator<String> lines, List<String> read) {
    while (lines.hasNext()) {
      read.add(lines.next());
    }
    return read;
  }
}
