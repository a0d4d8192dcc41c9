// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import io.fabric8.kubernetes.api.model.ExecConfig;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program by which a kubeconfig's user gets credentials, once it has given none: fabric8 keeps
 * no more of it than a warning, so it is asked once more why.
 */
final class CredentialProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_CHARACTERS = 300;

  private final ExecConfig program;
  private final Optional<Path> folder;

  /**
   * @param folder that of the kubeconfig, to which a path is relative
   */
  CredentialProgram(ExecConfig program, Optional<Path> folder) {
    this.program = program;
    this.folder = folder;
  }

  /** Why it gives no credentials, and what to do, as a sentence. */
  IllegalStateException failure() {
    return new IllegalStateException(
        "The kubeconfig's program " + program.getCommand() + " " + why());
  }

  private String why() {
    Path said = null;
    try {
      said = Files.createTempFile("taskworkers-credentials", ".txt");
      var process = command().redirectError(said.toFile()).start();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "gave no credentials within " + PATIENCE.toSeconds() + " s; " + signIn();
      }
      var code = process.exitValue();
      var words = firstLine(said).map(line -> ": " + line).orElse("");
      return code == 0
          ? "gave no credentials; " + signIn()
          : "failed (exit code " + code + words + "); " + signIn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "gave no credentials.";
    } catch (IOException e) {
      return "can't be started: install it, or choose another context."
          + Optional.ofNullable(program.getInstallHint())
              .flatMap(hint -> hint.lines().findFirst())
              .map(hint -> " The kubeconfig says: " + hint)
              .orElse("");
    } finally {
      delete(said);
    }
  }

  /** What it prints may be a token, so nobody reads it. */
  private ProcessBuilder command() {
    var words = new ArrayList<String>();
    var name = program.getCommand();
    words.add(
        name.contains("/")
            ? folder.map(place -> place.resolve(name).toString()).orElse(name)
            : name);
    words.addAll(Objects.requireNonNullElse(program.getArgs(), List.of()));
    var command =
        new ProcessBuilder(words)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Objects.requireNonNullElse(
            program.getEnv(), List.<io.fabric8.kubernetes.api.model.ExecEnvVar>of())
        .forEach(variable -> command.environment().put(variable.getName(), variable.getValue()));
    return command;
  }

  private static Optional<String> firstLine(Path said) throws IOException {
    try (Stream<String> lines =
        new String(Files.readAllBytes(said), StandardCharsets.UTF_8).lines()) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst()
          .map(
              line ->
                  line.length() <= MOST_CHARACTERS
                      ? line
                      : line.substring(0, MOST_CHARACTERS) + "…");
    }
  }

  private String signIn() {
    return program.getCommand().contains("gcloud")
        ? "sign in again, for example with gcloud auth login."
        : "sign in again, or run 'kubectl get pods' to see what it lacks.";
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It holds nothing secret, and temporary files go some day.
    }
  }
}
