package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

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

  static Object[][] problems() {
    return new Object[][] {
      {new IllegalStateException("The disk is full."), "taskworkers: The disk is full.\n"},
      {
        new IllegalStateException("Reading \u001b[2J\u202egpj.exe failed."),
        "taskworkers: Reading \\u001b[2J\\u202egpj.exe failed.\n"
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
}
