// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** An image of one static program, made without any container tool. */
final class TinyImage {
  private static final JsonMapper JSON = new JsonMapper();

  private TinyImage() {}

  /** Writes an archive as {@code docker save} does; returns its path. */
  static Path write(String name, Path program, Path folder) {
    try {
      var root = Files.createDirectories(folder.resolve("root"));
      var file = root.resolve(program.getFileName());
      Files.copy(program, file);
      file.toFile().setExecutable(true, false);
      var layer = folder.resolve("layer.tar");
      tar(layer, root, ".");
      write(
          folder.resolve("config.json"),
          Map.of(
              "architecture",
              architecture(),
              "os",
              "linux",
              "config",
              Map.of("Entrypoint", List.of("/" + program.getFileName()), "User", "65535"),
              "rootfs",
              Map.of("type", "layers", "diff_ids", List.of("sha256:" + sha256(layer)))));
      write(
          folder.resolve("manifest.json"),
          List.of(
              Map.of(
                  "Config", "config.json",
                  "RepoTags", List.of(name),
                  "Layers", List.of("layer.tar"))));
      var image = folder.resolve("image.tar");
      tar(image, folder, "config.json", "manifest.json", "layer.tar");
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  private static void tar(Path archive, Path folder, String... names) {
    Command.of("tar", "-C", folder.toString(), "--owner=0", "--group=0", "-cf", archive.toString())
        .and(names)
        .output();
  }

  private static void write(Path file, Object value) throws IOException {
    try {
      Files.writeString(file, JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists of strings are always JSON", e);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
