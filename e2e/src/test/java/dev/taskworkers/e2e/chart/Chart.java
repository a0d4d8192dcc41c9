// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The chart of this checkout. */
final class Chart {
  static final Path FOLDER = Path.of("").toAbsolutePath().resolveSibling("helm");

  private Chart() {}

  /** What must be set. */
  static final List<String> IMAGES =
      List.of(
          "image.repository=registry.example/operator",
          "workerImage.repository=registry.example/worker");

  static Helm helm() {
    return new Helm(FOLDER);
  }

  /** What the chart makes of some settings, each as {@code key=value}, beside what must be set. */
  static String text(String... settings) {
    return textOf(Stream.concat(IMAGES.stream(), Stream.of(settings)));
  }

  /** What the chart makes of these settings alone. */
  static String textOf(Stream<String> settings) {
    var template =
        helm().template().withName("rel").withNamespace("system").withKubeVersion("1.36.2");
    settings
        .map(setting -> setting.split("=", 2))
        .forEach(parts -> template.set(parts[0], parts[1]));
    return template.call();
  }

  /** What an installation says at its end. */
  static String notes(String... settings) {
    var install =
        helm()
            .install()
            .clientOnly()
            .dryRun()
            .withName("rel")
            .withNamespace("system")
            .withKubeVersion("1.36.2");
    Stream.concat(IMAGES.stream(), Stream.of(settings))
        .map(setting -> setting.split("=", 2))
        .forEach(parts -> install.set(parts[0], parts[1]));
    var output = install.call().getOutput();
    return output.substring(output.indexOf("NOTES:"));
  }

  static List<GenericKubernetesResource> objects(String... settings) {
    return Arrays.stream(text(settings).split("(?m)^---$"))
        .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind:")))
        .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }

  /** The one object of a kind. */
  static GenericKubernetesResource only(String kind, String... settings) {
    var found = objects(settings).stream().filter(o -> o.getKind().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one " + kind + ", but found " + found.size());
    }
    return found.get(0);
  }

  static List<String> kinds(String... settings) {
    return objects(settings).stream().map(GenericKubernetesResource::getKind).toList();
  }
}
