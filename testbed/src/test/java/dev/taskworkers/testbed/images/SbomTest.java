// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image's bill of materials names what is in the image, and nothing else. */
class SbomTest {
  private static final String OF_MODULE =
      """
      {"bomFormat": "CycloneDX",
       "metadata": {"component": {"name": "app", "version": "1", "bom-ref": "app"}},
       "components": [{"name": "ant", "version": "2", "bom-ref": "ant"},
                      {"name": "zebra", "version": "3", "bom-ref": "zebra"}],
       "dependencies": [{"ref": "app", "dependsOn": ["ant", "zebra"]},
                        {"ref": "ant", "dependsOn": ["zebra"]},
                        {"ref": "zebra", "dependsOn": []}]}
      """;

  @TempDir private Path folder;

  private JsonNode write(String... jars) throws IOException {
    var module = Files.writeString(folder.resolve("module.json"), OF_MODULE);
    var target = folder.resolve("sbom.json");
    Sbom.write(module, Stream.of(jars).map(Path::of).toList(), target);
    return new ObjectMapper().readTree(target.toFile());
  }

  private static List<String> names(JsonNode components) {
    return components.findValuesAsText("name");
  }

  @Test
  void leaves_out_what_is_not_in_the_image() throws IOException {
    var bom = write("app-1.jar", "ant-2.jar");

    assertThat(names(bom.get("components"))).containsExactly("ant");
    assertThat(bom.get("dependencies").toString())
        .isEqualTo(
            "[{\"ref\":\"app\",\"dependsOn\":[\"ant\"]},{\"ref\":\"ant\",\"dependsOn\":[]}]");
  }

  @Test
  void does_not_pass_over_a_jar_that_it_knows_nothing_of() {
    assertThatThrownBy(() -> write("app-1.jar", "ant-3.jar"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("does not name ant-3.jar");
  }
}
