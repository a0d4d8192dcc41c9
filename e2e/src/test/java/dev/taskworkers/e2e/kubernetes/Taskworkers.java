// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.testbed.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code taskworkers} as it is packed, with the rights of the cluster's administrator.
 */
final class Taskworkers {
  private Taskworkers() {}

  /** It with some words. */
  static Command command(TestEnvironment environment, String... words) {
    return Command.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-jar",
            TestEnvironment.repository().resolve("cli/target/taskworkers.jar").toString())
        .and(words)
        .with("KUBECONFIG", environment.machine().kubeconfig().toString())
        .with("PUBSUB_EMULATOR_HOST", environment.pubsub());
  }

  /** A page that it serves until this is closed. */
  record Page(Process process, String address) implements AutoCloseable {
    /** With some options of {@code ui}. */
    static Page open(TestEnvironment environment, String... options) {
      return of(command(environment, "ui").and(options));
    }

    /** Of a command that prints the address first. */
    static Page of(Command command) {
      var builder =
          new ProcessBuilder(command.words()).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(command.environment());
      try {
        var process = builder.start();
        var output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var address = output.readLine();
        var page = new Page(process, address);
        if (address == null) {
          page.close();
          throw new IllegalStateException(
              "No address was printed by: " + String.join(" ", command.words()));
        }
        return page;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Its port is free afterwards. */
    @Override
    public void close() {
      process.destroy();
      process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }
  }
}
