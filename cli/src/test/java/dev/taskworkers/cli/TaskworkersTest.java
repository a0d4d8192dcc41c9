// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.cli.options.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@DisplayName("A command that fails")
class TaskworkersTest {
  /** Fails as it is told to. */
  @Command(name = "fail")
  record Failing(Throwable problem) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (problem instanceof Error error) {
        throw error;
      }
      throw (Exception) problem;
    }
  }

  /** A stream that takes nothing. */
  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int letter) throws IOException {
        throw new IOException(why);
      }
    };
  }

  @Test
  void is_none_when_the_reader_of_its_output_has_seen_enough() {
    var err = new ByteArrayOutputStream();

    assertThat(Taskworkers.run(failing("Broken pipe"), new PrintStream(err, true, UTF_8), "--help"))
        .isZero();

    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void says_that_its_output_could_not_be_written() {
    var full = failing("No space left on device");
    var err = new ByteArrayOutputStream();

    assertThat(Taskworkers.run(full, new PrintStream(err, true, UTF_8), "--help")).isOne();

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "taskworkers: Not all of the output could be written: No space left on device.\n");
  }

  @Test
  void names_the_locale_that_has_no_character_for_a_part_of_an_argument() {
    var err = new ByteArrayOutputStream();

    var code =
        Taskworkers.run(
            OutputStream.nullOutputStream(),
            new PrintStream(err, true, UTF_8),
            "dispatch",
            "--topic=t",
            "--attribute=name=Gr\uFFFD\uFFFDe");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("taskworkers: An argument is no text in this shell's locale (")
        .endsWith("); set LC_ALL=C.UTF-8.\n");
  }

  static Object[][] problems() {
    return new Object[][] {
      {new IllegalStateException("The disk is full."), "taskworkers: The disk is full.\n"},
      {
        new IllegalStateException("Reading \u001b[2J\u202egpj.exe failed."),
        "taskworkers: Reading \\u001b[2J\\u202egpj.exe failed.\n"
      },
      {
        new IllegalStateException("Reading a\nredriven: 412\nfailed."),
        "taskworkers: Reading a\n  redriven: 412\n  failed.\n"
      },
      {
        new AccessDeniedException("/etc/r.json"),
        "taskworkers: /etc/r.json: you may not read or write it.\n"
      },
      {
        new NoSuchFileException("r.json"), "taskworkers: r.json: there is no such file or folder.\n"
      },
      {
        new FileAlreadyExistsException("r.json"),
        "taskworkers: r.json: there is such a file or folder already.\n"
      },
      {
        new FileSystemException("r.json", null, "No space left on device"),
        "taskworkers: r.json: No space left on device\n"
      },
      {new FileSystemException("r.json"), "taskworkers: r.json can't be read or written.\n"},
      {
        new UncheckedIOException(new AccessDeniedException("/etc/r.json")),
        "taskworkers: /etc/r.json: you may not read or write it.\n"
      },
      {new IllegalStateException(), "taskworkers: failed with java.lang.IllegalStateException\n"},
      {
        new OutOfMemoryError("Java heap space"),
        "taskworkers: failed with java.lang.OutOfMemoryError: Java heap space\n"
      }
    };
  }

  @ParameterizedTest(name = "with {0}")
  @MethodSource("problems")
  void ends_with_one_sentence_and_one(Throwable problem, String sentence) {
    var err = new StringWriter();
    var command = Taskworkers.commandLine().addSubcommand(new Failing(problem));
    assertThat(Taskworkers.execute(command.setErr(new PrintWriter(err, true)), "fail"))
        .isEqualTo(1);
    assertThat(err).hasToString(sentence);
  }

  private static final String HOSTILE = "a\u001b[2J\u009b1m\u202egpj.exe\u200b\u2028b";

  /** Prints what a publisher has sent. */
  @Command(name = "say")
  static final class Saying implements Callable<Integer> {
    @Mixin private Output output;

    @Override
    public Integer call() {
      output.print(Map.of("text", HOSTILE), out -> out.println(HOSTILE));
      output.err().println(HOSTILE);
      return 0;
    }
  }

  @ParameterizedTest(name = "or not prints nothing that drives a terminal, as {0}")
  @ValueSource(strings = {"table", "json"})
  void prints_nothing_that_drives_a_terminal(String format) throws Exception {
    var printed = new StringWriter();
    var writer = new PrintWriter(printed, true);
    var command = Taskworkers.commandLine().addSubcommand(new Saying());
    assertThat(
            Taskworkers.execute(command.setOut(writer).setErr(writer), "say", "--format", format))
        .isZero();

    assertThat(printed.toString())
        .matches(text -> text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f))
        .contains("gpj.exe");
    if (format.equals("json")) {
      var json = new ObjectMapper().readTree(printed.toString().split("\n}", -1)[0] + "}");
      assertThat(json.get("text").asText()).isEqualTo(HOSTILE);
    }
  }
}
