// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Breaks the network between operator and workers by files, one for each kind of fault. */
final class NetworkFaults {
  private final List<DemoFault> faults;
  private final Function<DemoFault.Kind, Path> files;

  NetworkFaults(List<DemoFault> faults, Function<DemoFault.Kind, Path> files) {
    this.faults = List.copyOf(faults);
    this.files = files;
  }

  /** Has each kind's file be there while any fault of that kind is on. */
  void tick(Duration elapsed) {
    faults.stream()
        .map(DemoFault::kind)
        .distinct()
        .forEach(
            kind ->
                set(
                    kind,
                    faults.stream()
                        .anyMatch(fault -> fault.kind() == kind && fault.isOn(elapsed))));
  }

  private void set(DemoFault.Kind kind, boolean broken) {
    var file = files.apply(kind);
    try {
      if (!broken) {
        Files.deleteIfExists(file);
      } else if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the fault " + kind.word() + " can't be switched", e);
    }
  }
}
