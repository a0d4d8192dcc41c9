// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program and its arguments, run to its end; no shell is involved. What it writes to stderr comes
 * with its output.
 */
public record Command(List<String> words, Map<String, String> environment) {
  private static final int TOLD_LINES = 15;

  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  public static Command of(String... words) {
    return new Command(Arrays.asList(words), Map.of());
  }

  public static Command of(List<String> words) {
    return new Command(words, Map.of());
  }

  /** With more arguments. */
  public Command and(String... more) {
    return new Command(Stream.concat(words.stream(), Arrays.stream(more)).toList(), environment);
  }

  public Command with(String variable, String value) {
    var all = new HashMap<>(environment);
    all.put(variable, value);
    return new Command(words, all);
  }

  /** How it ended, and what it wrote. */
  public record Result(int exitCode, String output) {
    public boolean ok() {
      return exitCode == 0;
    }
  }

  /** Runs it, whatever comes of it. */
  public Result result() {
    return result(line -> {});
  }

  /**
   * Runs it and returns what it wrote.
   *
   * @throws CommandFailure when it can't be started or ends with another code than 0
   */
  public String output() {
    return output(line -> {});
  }

  /** {@link #output()}, with each line as it comes. */
  public String output(Consumer<String> onLine) {
    var result = result(onLine);
    if (!result.ok()) {
      throw new CommandFailure(
          name() + " ended with " + result.exitCode() + ": " + last(result.output()));
    }
    return result.output();
  }

  private Result result(Consumer<String> onLine) {
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var output = new StringBuilder();
      try (var lines = new LineReader(process)) {
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
          output.append(line.get()).append('\n');
          onLine.accept(line.get());
        }
      }
      return new Result(process.waitFor(), output.toString());
    } catch (IOException e) {
      throw new CommandFailure(name() + " can't be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(name() + " was interrupted.");
    }
  }

  private String name() {
    var program = Path.of(words.get(0)).getFileName().toString();
    var script = program.equals("bash") && words.size() > 1;
    return script ? Path.of(words.get(1)).getFileName().toString() : program;
  }

  private static String last(String output) {
    var lines = new ArrayDeque<>(output.lines().toList());
    while (lines.size() > TOLD_LINES) {
      lines.removeFirst();
    }
    return lines.stream().collect(Collectors.joining("\n")).strip();
  }

  /** The lines of a process, until it closes its output. */
  private static final class LineReader implements AutoCloseable {
    private final java.io.BufferedReader reader;

    LineReader(Process process) {
      reader =
          new java.io.BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    Optional<String> next() {
      try {
        return Optional.ofNullable(reader.readLine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
