// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
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
    Sbom.write(module, Stream.of(jars).map(this::jar).toList(), target);
    return new ObjectMapper().readTree(target.toFile());
  }

  /** A jar of that name; one of {@code zebra} holds a part of Netty under another name. */
  private Path jar(String name) {
    var file = folder.resolve(name);
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      if (name.startsWith("zebra")) {
        jar.putNextEntry(new ZipEntry("META-INF/zebra.shaded.io.netty.versions.properties"));
        jar.write("netty-common.version=4.2.17.Final\n".getBytes(StandardCharsets.UTF_8));
        jar.putNextEntry(new ZipEntry("zebra/shaded/io/netty/handler/codec/http2/Frame.class"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static List<String> names(JsonNode components) {
    return components.findValuesAsText("name");
  }

  @Test
  void leaves_out_what_is_not_in_the_image() throws IOException {
    var bom = write("app-1.jar", "ant-2.jar");

    assertThat(names(bom.get("components"))).containsExactly("ant", "openjdk");
    assertThat(bom.get("dependencies").toString())
        .isEqualTo(
            "[{\"ref\":\"app\",\"dependsOn\":[\"ant\"]},{\"ref\":\"ant\",\"dependsOn\":[]}]");
  }

  @Test
  void names_the_netty_that_a_library_holds_under_another_name() throws IOException {
    var bom = write("app-1.jar", "ant-2.jar", "zebra-3.jar");

    assertThat(bom.get("components").findValuesAsText("purl"))
        .contains("pkg:maven/io.netty/netty-codec-http2@4.2.17.Final")
        .doesNotContain("pkg:maven/io.netty/netty-handler-proxy@4.2.17.Final");
  }

  @Test
  void does_not_pass_over_a_jar_that_it_knows_nothing_of() {
    assertThatThrownBy(() -> write("app-1.jar", "ant-3.jar"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("does not name ant-3.jar");
  }
}
