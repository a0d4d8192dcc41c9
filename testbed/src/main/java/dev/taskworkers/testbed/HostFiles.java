// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The node's own hosts and resolver files, made from this machine's. */
final class HostFiles {
  /** Where a machine with a resolver on a loopback address says which servers that one asks. */
  private static final Path BEHIND_LOOPBACK = Path.of("/run/systemd/resolve/resolv.conf");

  private static final Path RESOLVER = Path.of("/etc/resolv.conf");

  private final Path folder;

  HostFiles(Path folder) {
    this.folder = folder;
  }

  void write(String nodeName, String nodeAddress) {
    try {
      Files.createDirectories(folder.resolve("log"));
      Files.writeString(
          folder.resolve("hosts"), "127.0.0.1 localhost\n" + nodeAddress + " " + nodeName + "\n");
      var servers =
          Stream.of(RESOLVER, BEHIND_LOOPBACK).flatMap(file -> servers(file).stream()).toList();
      Files.writeString(
          folder.resolve("resolv.conf"),
          servers.stream().map(s -> "nameserver " + s + "\n").collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that can be reached from the node's own network. */
  private static List<String> servers(Path file) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("nameserver "))
          .map(line -> line.substring("nameserver ".length()).strip())
          .filter(address -> !address.startsWith("127.") && !address.contains(":"))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
