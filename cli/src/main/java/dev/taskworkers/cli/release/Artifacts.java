package dev.taskworkers.cli.release;

import dev.taskworkers.cli.options.Folders;
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
record Artifacts(Path tree, Version version, Path output) {
  /** The modules that applications build on, with their sources and documentation. */
  static final List<String> LIBRARIES =
      List.of(
          "runtime", "protocol", "api", "dispatcher", "worker", "spring-boot-starter", "emulator");

  /** Those that have a bill of materials. */
  private static final List<String> IMAGES = List.of("operator", "worker");

  private static final String LAUNCHER =
      """
      #!/bin/sh
      # The taskworkers command: needs a JRE of version 17 or newer.
      root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
      exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \\
        -jar "$root/lib/taskworkers.jar" "$@"
      """;

  /** Writes all of it, and last the checksums. */
  void write() {
    try {
      Files.createDirectories(output);
      for (var module : LIBRARIES) {
        library(module);
      }
      for (var image : IMAGES) {
        copy(
            tree.resolve(image + "/target/sbom.json"),
            "taskworkers-" + image + "-" + version + ".cdx.json");
      }
      // Each library's pom names it as its parent, and no Maven reads them without it.
      copy(tree.resolve("pom.xml"), "taskworkers-" + version + ".pom");
      copy(tree.resolve("bom/pom.xml"), "taskworkers-bom-" + version + ".pom");
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

  private void library(String module) throws IOException {
    var name = "taskworkers-" + module + "-" + version;
    for (var end : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
      copy(tree.resolve(module + "/target/" + name + end), name + end);
    }
    copy(tree.resolve(module + "/pom.xml"), name + ".pom");
  }

  /** The command with the jars that it names, which lie beside it in lib. */
  private void command() throws IOException {
    var name = "taskworkers-cli-" + version;
    var folder = Files.createTempDirectory("taskworkers-release");
    try {
      var lib = Files.createDirectories(folder.resolve("lib/lib"));
      Files.copy(tree.resolve("cli/target/taskworkers.jar"), folder.resolve("lib/taskworkers.jar"));
      try (var jars = Files.list(tree.resolve("cli/target/lib"))) {
        for (var jar : jars.toList()) {
          Files.copy(jar, lib.resolve(jar.getFileName()));
        }
      }
      var launcher = Files.createDirectories(folder.resolve("bin")).resolve("taskworkers");
      Files.writeString(launcher, LAUNCHER);
      Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.copy(tree.resolve("LICENSE"), folder.resolve("LICENSE"));
      TarArchive.write(folder, name, output.resolve(name + ".tar.gz"));
    } finally {
      Folders.delete(folder);
    }
  }

  private void copy(Path file, String name) throws IOException {
    Files.copy(file, output.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** In the form that sha256sum checks. */
  private void checksums() throws IOException {
    var lines = new ArrayList<String>();
    try (var files = Files.list(output)) {
      for (var file : files.sorted().toList()) {
        var sum = HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
        lines.add(sum + "  " + file.getFileName());
      }
    }
    Files.write(output.resolve("SHA256SUMS"), lines);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
