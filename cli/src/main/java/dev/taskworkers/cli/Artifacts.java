// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.testbed.images.ThirdParty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Collects what a built tree has for others. */
record Artifacts(Path tree, ReleaseVersion version, Path output) {
  /** The modules that applications build on, with their sources and documentation. */
  static final List<String> LIBRARIES =
      List.of(
          "runtime", "protocol", "api", "dispatcher", "worker", "spring-boot-starter", "emulator");

  /** Modules with others' jars beside theirs, which a bill of materials names with licences. */
  private static final List<String> PACKED = List.of("operator", "worker", "cli");

  private static final String LAUNCHER =
      """
      #!/bin/sh
      # The taskworkers command: needs a JRE of version 17 or newer.
      root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
      exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \\
        -XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED \\
        --sun-misc-unsafe-memory-access=allow \\
        -jar "$root/lib/taskworkers.jar" "$@"
      """;

  /** Writes all of it, and last the checksums. */
  void write() {
    try {
      Files.createDirectories(output);
      libraries();
      for (var module : PACKED) {
        Files.copy(
            tree.resolve(module + "/target/sbom.json"),
            output.resolve("taskworkers-" + module + "-" + version + ".cdx.json"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      command();
      TarArchive.write(
          tree.resolve("helm"), "taskworkers", output.resolve("taskworkers-" + version + ".tgz"));
      Files.writeString(
          output.resolve("NOTES.md"),
          ReleaseNotes.of(Files.readString(tree.resolve("CHANGELOG.md")), version));
      checksums();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a Maven repository, packed: whoever unpacks it can name its folder as one. */
  private void libraries() throws IOException {
    var name = "taskworkers-maven-" + version;
    try (var scratch = ScratchFolder.ofPrograms("taskworkers-release")) {
      var folder = scratch.path();
      for (var module : LIBRARIES) {
        var artifact = "taskworkers-" + module;
        for (var end : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
          var jar = tree.resolve(module + "/target/" + artifact + "-" + version + end);
          deploy(folder, artifact, jar, end);
        }
        deploy(folder, artifact, tree.resolve(module + "/pom.xml"), ".pom");
      }
      // Each library's pom names it as its parent, and no Maven reads them without it.
      deploy(folder, "taskworkers", tree.resolve("pom.xml"), ".pom");
      deploy(folder, "taskworkers-bom", tree.resolve("bom/pom.xml"), ".pom");
      TarArchive.write(folder, name, output.resolve(name + ".tar.gz"));
    }
  }

  /** With the checksum that Maven looks for. */
  private void deploy(Path repository, String artifact, Path file, String end) throws IOException {
    var folder = repository.resolve("dev/taskworkers/" + artifact + "/" + version);
    var target = Files.createDirectories(folder).resolve(artifact + "-" + version + end);
    Files.copy(file, target);
    Files.writeString(target.resolveSibling(target.getFileName() + ".sha1"), sum(file, "SHA-1"));
  }

  /** The command with the jars that it names, which lie beside it in lib, and files it names. */
  private void command() throws IOException {
    var name = "taskworkers-cli-" + version;
    try (var scratch = ScratchFolder.ofPrograms("taskworkers-release")) {
      var folder = scratch.path();
      var lib = Files.createDirectories(folder.resolve("lib/lib"));
      Files.copy(tree.resolve("cli/target/taskworkers.jar"), folder.resolve("lib/taskworkers.jar"));
      try (var jars = Files.list(tree.resolve("cli/target/lib"))) {
        for (var jar : jars.toList()) {
          Files.copy(jar, lib.resolve(jar.getFileName()));
        }
      }
      var bin = Files.createDirectories(folder.resolve("bin"));
      Files.writeString(bin.resolve("taskworkers"), LAUNCHER);
      Files.copy(tree.resolve("kubectl-twp"), bin.resolve("kubectl-twp"));
      for (var program : List.of("taskworkers", "kubectl-twp")) {
        Files.setPosixFilePermissions(
            bin.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      for (var named : List.of("LICENSE", "NOTICE", "helm", "examples/kubernetes")) {
        copy(tree.resolve(named), folder.resolve(named));
      }
      Files.writeString(
          folder.resolve("THIRD-PARTY.txt"), ThirdParty.list(tree.resolve("cli/target/sbom.json")));
      TarArchive.write(folder, name, output.resolve(name + ".tar.gz"));
    }
  }

  /** A file, or a folder with all that is in it. */
  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = to.resolve(from.relativize(file).toString()).normalize();
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** In the form that sha256sum checks. */
  private void checksums() throws IOException {
    var lines = new ArrayList<String>();
    try (var files = Files.list(output)) {
      for (var file : files.sorted().toList()) {
        lines.add(sum(file, "SHA-256") + "  " + file.getFileName());
      }
    }
    Files.write(output.resolve("SHA256SUMS"), lines);
  }

  private static String sum(Path file, String algorithm) throws IOException {
    try {
      var digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm + ".", e);
    }
  }
}
