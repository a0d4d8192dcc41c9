// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.orders;

import dev.taskworkers.protocol.PodFiles;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.VerificationKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kubelet tells of this pod in files. They are read each time: it writes them anew when
 * the pod changes, so that keys change without a restart.
 */
public final class PodFolder {
  private final Optional<Path> folder;

  /**
   * @param folder as {@link dev.taskworkers.protocol.EnvVars#POD_INFO_DIR} has it; empty: there is
   *     none
   */
  public PodFolder(String folder) {
    this.folder = folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
  }

  /** Empty where there are no files, as outside of Kubernetes. */
  Optional<PodIdentity> pod() {
    var pod = new PodIdentity(read(PodFiles.NAMESPACE), read(PodFiles.NAME), read(PodFiles.UID));
    return Optional.of(pod).filter(some -> !some.uid().isEmpty());
  }

  /** What proves orders to this pod; may be none. */
  VerificationKeys keys() {
    return VerificationKeys.parse(read(PodFiles.ORDER_KEYS));
  }

  private String read(String file) {
    try {
      return folder.isEmpty() ? "" : Files.readString(folder.get().resolve(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
