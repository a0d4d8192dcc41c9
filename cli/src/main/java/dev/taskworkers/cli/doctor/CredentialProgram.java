// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.RootCause;
import io.fabric8.kubernetes.api.model.ExecConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
      var said = new FutureTask<>(() -> begin(process.getErrorStream()));
      DaemonThreads.of("credentials", said).start();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return "gave no credentials within " + PATIENCE.toSeconds() + " s; " + signIn();
      }
      return why(process.exitValue(), firstLine(said));
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
      return (isKnown ? told.group("words") : why).replaceFirst("[.]$", "") + ".";
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

  /** The rest is read, too: a program whose pipe is full stops. */
  private static String begin(InputStream stream) throws IOException {
    var begin = stream.readNBytes(MOST_BYTES);
    stream.transferTo(OutputStream.nullOutputStream());
    return new String(begin, StandardCharsets.UTF_8);
  }

  /** What it has started may keep its standard error open, and is not waited for. */
  private static Optional<String> firstLine(FutureTask<String> said) throws InterruptedException {
    try {
      return said.get(SAID.toSeconds(), TimeUnit.SECONDS)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst()
          .map(
              line ->
                  line.length() <= MOST_CHARACTERS
                      ? line
                      : line.substring(0, MOST_CHARACTERS) + "…");
    } catch (ExecutionException | TimeoutException untold) {
      return Optional.empty();
    }
  }

  private String signIn() {
    return program.getCommand().contains("gcloud")
        ? "sign in again, for example with gcloud auth login."
        : "sign in again, or run 'kubectl get pods' to see what it lacks.";
  }
}
