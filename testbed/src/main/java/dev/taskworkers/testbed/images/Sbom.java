// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The bill of materials of an image, in CycloneDX's format: that which Maven made of the module,
 * without the libraries that are left out of the image, and with those that a library holds, and
 * the Java runtime.
 */
final class Sbom {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sbom() {}

  /**
   * Writes it to {@code target}.
   *
   * @param module what Maven made
   * @param jars of the image
   * @throws CommandFailure when a jar is not in it, as after a build without the network
   */
  static void write(Path module, Collection<Path> jars, Path target) throws IOException {
    var bom = (ObjectNode) JSON.readTree(module.toFile());
    var files = new HashSet<String>();
    jars.forEach(jar -> files.add(jar.getFileName().toString()));
    keep(bom, "components", component -> files.contains(file(component)));
    requireAll(files, bom, module);

    var refs = new HashSet<String>();
    refs.add(bom.at("/metadata/component/bom-ref").asText());
    bom.get("components").forEach(component -> refs.add(component.get("bom-ref").asText()));
    keep(bom, "dependencies", entry -> refs.contains(entry.get("ref").asText()));
    for (var entry : bom.get("dependencies")) {
      keep((ObjectNode) entry, "dependsOn", ref -> refs.contains(ref.asText()));
    }
    for (var jar : jars) {
      ((ArrayNode) bom.get("components")).addAll(ShadedNetty.in(jar));
    }
    ((ArrayNode) bom.get("components")).add(JavaRuntime.component());
    JSON.writerWithDefaultPrettyPrinter().writeValue(target.toFile(), bom);
  }

  private static void keep(ObjectNode parent, String field, Predicate<JsonNode> wanted) {
    if (parent.get(field) instanceof ArrayNode all) {
      var kept = JSON.createArrayNode();
      all.forEach(
          element -> {
            if (wanted.test(element)) {
              kept.add(element);
            }
          });
      parent.set(field, kept);
    }
  }

  private static void requireAll(Set<String> files, JsonNode bom, Path module) {
    var missing = new HashSet<>(files);
    bom.get("components").forEach(component -> missing.remove(file(component)));
    missing.remove(file(bom.at("/metadata/component")));
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          module
              + " is older than what it describes: it does not name "
              + String.join(", ", List.copyOf(missing))
              + "; run 'mvn -DskipTests package' with the network, or delete it.");
    }
  }

  private static String file(JsonNode component) {
    return component.get("name").asText() + "-" + component.get("version").asText() + ".jar";
  }
}
