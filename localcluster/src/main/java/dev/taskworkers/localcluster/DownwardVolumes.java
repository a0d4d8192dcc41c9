// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pod's volumes of the downward API, as folders of this machine. A process has no mounts, so that
 * a variable whose value is the path of a mount names the folder instead.
 */
final class DownwardVolumes {
  private static final Pattern ANNOTATION = Pattern.compile("metadata\\.annotations\\['(.+)'\\]");

  private final Path root;
  private final List<Volume> volumes;
  private final Map<Path, String> written = new HashMap<>();
  private Pod seen;

  /**
   * @param folder in which that of the pod is made
   */
  DownwardVolumes(Pod pod, Path folder) {
    this.root = folder.resolve("volumes-" + pod.getMetadata().getUid());
    this.volumes =
        pod.getSpec().getVolumes().stream().filter(v -> v.getDownwardAPI() != null).toList();
  }

  /** The folders of {@code container}, by the paths at which it has them mounted. */
  Map<String, String> of(Container container) {
    var folders = new HashMap<String, String>();
    for (var mount : container.getVolumeMounts()) {
      if (volumes.stream().anyMatch(volume -> volume.getName().equals(mount.getName()))) {
        folders.put(mount.getMountPath(), root.resolve(mount.getName()).toString());
      }
    }
    return folders;
  }

  /** Writes what has changed of the pod, as a kubelet does. */
  void write(Pod now) {
    if (now == seen) {
      return;
    }
    seen = now;
    for (var volume : volumes) {
      for (var file : volume.getDownwardAPI().getItems()) {
        write(root.resolve(volume.getName()).resolve(file.getPath()), text(file, now));
      }
    }
  }

  private void write(Path file, String text) {
    if (text.equals(written.put(file, text))) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      var whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster can't write a pod's volume", e);
    }
  }

  private static String text(DownwardAPIVolumeFile file, Pod pod) {
    return field(file.getFieldRef().getFieldPath(), pod.getMetadata());
  }

  private static String field(String path, ObjectMeta metadata) {
    return switch (path) {
      case "metadata.name" -> metadata.getName();
      case "metadata.namespace" -> metadata.getNamespace();
      case "metadata.uid" -> metadata.getUid();
      default -> {
        var annotation = ANNOTATION.matcher(path);
        var all = Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of());
        yield annotation.matches() ? all.getOrDefault(annotation.group(1), "") : "";
      }
    };
  }

  /** Deletes all of it. */
  void delete() {
    if (!Files.exists(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster can't delete a pod's volumes", e);
    }
  }
}
