// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How the local cluster is set up.
 *
 * @param images the command that stands for an image, whatever command a container gives: what that
 *     names is in the image or in a volume, and here is neither
 * @param podEnvironment variables that the node sets in every container of a pod, by the pod's
 *     name; they win over the pod's own
 * @param podStart time from a pod's creation to the start of its processes, as if an image were
 *     pulled, on the cluster's clock
 * @param logs folder in which each container's output is kept
 */
public record ClusterOptions(
    Map<String, List<String>> images,
    Function<String, Map<String, String>> podEnvironment,
    Duration podStart,
    Path logs) {
  public ClusterOptions {
    images = Map.copyOf(images);
  }
}
