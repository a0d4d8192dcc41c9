// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Terminal;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes everything of a release but the images, in a folder, from the last commit. */
@picocli.CommandLine.Command(
    name = "release",
    description = {
      "Makes a release from the last commit and leaves it in a folder: a Maven repository with"
          + " jars, sources, Javadoc and the BOM; this command, the chart, bills of materials,"
          + " notes and checksums. It publishes nothing and needs no container engine; the workflow"
          + " release.yml publishes what this leaves, and builds the images."
    },
    mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
  @Option(names = "--dry-run", description = "Publishes nothing. Required.", required = true)
  private boolean dryRun;

  @Option(
      names = "--set-version",
      paramLabel = "VERSION",
      description = "The version of everything (default: that of the poms, without -SNAPSHOT).")
  private String number;

  @Option(
      names = "--home",
      paramLabel = "URL",
      description = "Where the sources are, for the chart to say (default: it doesn't).")
  private String home;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "dist",
      description = "The output folder, which must be empty or absent (${DEFAULT-VALUE}).")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var checkout = Checkout.folder();
    var before = ReleaseVersion.of(checkout);
    var version = number == null ? before : new ReleaseVersion(number);
    var sources = Optional.ofNullable(home).map(ReleaseHome::new);
    if (!isEmpty(output)) {
      throw new UsageException(
          "--output: expected a folder that is empty or not there, but found " + output + ".");
    }
    Checks.folder(output, "--output");
    try (var scratch = ScratchFolder.ofPrograms("taskworkers-release")) {
      var tree = scratch.path();
      Terminal.say(spec.commandLine().getErr(), "building " + version);
      commit(checkout, tree);
      version.write(tree, before);
      sources.ifPresent(known -> known.write(tree));
      Command.of(maven(tree)).output();
      new Artifacts(tree, version, output).write();
    }
    print();
    return 0;
  }

  /** The last commit, without what has been built or changed since. */
  private static void commit(Path checkout, Path tree) {
    var archive = tree.resolve("commit.tar");
    Command.of("git", "-C", checkout.toString(), "archive", "--output", archive.toString(), "HEAD")
        .output();
    Command.of("tar", "--extract", "--file", archive.toString(), "--directory", tree.toString())
        .output();
  }

  /** What the profile adds are sources and documentation. */
  private static List<String> maven(Path tree) {
    return List.of(
        "mvn",
        "-q",
        "-B",
        "-ntp",
        "-T1C",
        "-f",
        tree.resolve("pom.xml").toString(),
        "-Prelease",
        "-DskipTests",
        "-Dmaven.test.skip",
        "-Dspotless.check.skip",
        "package");
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private void print() throws IOException {
    var out = spec.commandLine().getOut();
    try (var files = Files.list(output)) {
      for (var file : files.sorted().toList()) {
        out.printf("%9.1f kB  %s%n", Files.size(file) / 1e3, file.getFileName());
      }
    }
    out.flush();
  }
}
