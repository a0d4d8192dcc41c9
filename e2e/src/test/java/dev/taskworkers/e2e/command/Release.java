// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.command;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What {@code taskworkers release} leaves of the last commit, made once for all tests of a run.
 *
 * @param folder holds all of it, and is the tests' alone
 */
public record Release(Path folder) implements CloseableResource, AutoCloseable {
  public static final String VERSION = "9.8.7";

  private static final Path JAR =
      Path.of("../cli/target/taskworkers.jar").toAbsolutePath().normalize();

  /** Gives it to tests. */
  public static final class Made implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Release.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Release.class))
          .getOrComputeIfAbsent(Release.class, type -> make(), Release.class);
    }
  }

  private static Release make() {
    assumeThat(JAR).as("the command, as 'mvn -pl cli -am package' builds it").exists();
    try {
      var release = new Release(Files.createTempDirectory("taskworkers-released"));
      Files.createDirectories(release.temporary());
      Files.createDirectories(release.unpacked());
      release.write();
      return release;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() {
    Command.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary(),
            "-jar",
            JAR.toString(),
            "release",
            "--dry-run",
            "--set-version",
            VERSION,
            "--output",
            dist().toString())
        .output();
    for (var part : new String[] {"cli", "maven"}) {
      var archive = dist() + "/taskworkers-" + part + "-" + VERSION + ".tar.gz";
      Command.of("tar", "--directory", unpacked().toString(), "-xf", archive).output();
    }
  }

  /** Its files. */
  Path dist() {
    return folder.resolve("dist");
  }

  /** What it was made in. */
  Path temporary() {
    return folder.resolve("temporary");
  }

  private Path unpacked() {
    return folder.resolve("unpacked");
  }

  public Path chart() {
    return dist().resolve("taskworkers-" + VERSION + ".tgz");
  }

  /** What the archive of the command holds. */
  public Path cli() {
    return unpacked().resolve("taskworkers-cli-" + VERSION);
  }

  Path maven() {
    return unpacked().resolve("taskworkers-maven-" + VERSION);
  }

  @Override
  public void close() {
    Command.of("rm", "-r", folder.toString()).output();
  }
}
