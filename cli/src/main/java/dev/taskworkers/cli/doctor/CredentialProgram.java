// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.RootCause;
import io.fabric8.kubernetes.api.model.ExecConfig;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The program by which a kubeconfig's user gets credentials, once it has given none: fabric8 keeps
 * no more of it than a warning, so it is asked once more why.
 */
final class CredentialProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SAID = Duration.ofSeconds(1);
  private static final int MOST_BYTES = 4096;
  private static final int MOST_CHARACTERS = 300;

  /** How the JDK tells why a program was not started. */
  private static final Pattern SYSTEM_ERROR =
      Pattern.compile("error[=:] ?(?<number>[0-9]+),? ?[(]?(?<words>[^()]+)");

  private static final String NO_SUCH_FILE = "2";

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
    try {
      var process = command().start();
      var said = new ByteArrayOutputStream();
      var reading = new FutureTask<Void>(() -> read(process.getErrorStream(), said), null);
      DaemonThreads.of("credentials", reading).start();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return "gave no credentials within " + PATIENCE.toSeconds() + " s; " + signIn();
      }
      await(reading);
      return why(process.exitValue(), firstLine(said.toString(StandardCharsets.UTF_8)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "gave no credentials.";
    } catch (IOException e) {
      return "can't be started: " + notStarted(RootCause.line(e));
    }
  }

  /** fabric8 reads what it prints and what it writes to standard error as one text. */
  private String why(int code, Optional<String> said) {
    if (code != 0) {
      return "failed (exit code "
          + code
          + said.map(line -> ": " + line).orElse("")
          + "); "
          + signIn();
    }
    return "gave nothing that can be read as credentials"
        + said.map(
                line ->
                    ", and wrote to standard error: "
                        + line.replaceFirst("[.]$", "")
                        + ". A program that does both can't be used here")
            .orElse("")
        + ".";
  }

  private String notStarted(String why) {
    var told = SYSTEM_ERROR.matcher(why);
    var isKnown = told.find();
    if (!isKnown || !told.group("number").equals(NO_SUCH_FILE)) {
      return (isKnown ? told.group("words").strip() : why).replaceFirst("[.]$", "") + ".";
    }
    return "install it, or choose another context."
        + Optional.ofNullable(program.getInstallHint())
            .flatMap(hint -> hint.lines().findFirst())
            .map(hint -> " The kubeconfig says: " + hint)
            .orElse("");
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

  /** Keeps the beginning. The rest is read, too: a program whose pipe is full stops. */
  private static void read(InputStream stream, ByteArrayOutputStream beginning) {
    var some = new byte[MOST_BYTES];
    try (stream) {
      for (var count = stream.read(some); count >= 0; count = stream.read(some)) {
        beginning.write(some, 0, Math.min(count, MOST_BYTES - beginning.size()));
      }
    } catch (IOException e) {
      // What has come until now is told.
    }
  }

  /** What the program has started may keep its standard error open. */
  private static void await(FutureTask<Void> reading) throws InterruptedException {
    try {
      reading.get(SAID.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException open) {
      // What has come until now is told.
    }
  }

  private static Optional<String> firstLine(String said) {
    return said.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .map(
            line ->
                line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…");
  }

  private String signIn() {
    return program.getCommand().contains("gcloud")
        ? "sign in again, for example with gcloud auth login."
        : "sign in again, or run 'kubectl get pods' to see what it lacks.";
  }
}
