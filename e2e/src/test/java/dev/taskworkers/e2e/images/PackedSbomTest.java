// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.images.BuildContext;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.testbed.images.ThirdParty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bills of materials of what has been packed, and so of the images that would be built now. */
@Tag("slow")
final class PackedSbomTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Image.class)
  void names_every_jar_of_the_image(Image image) throws IOException {
    packed(image.word());

    BuildContext.fill(image, REPOSITORY, folder);

    try (var jars = Files.list(REPOSITORY.resolve(image.word()).resolve("target/lib"))) {
      var bom = new ObjectMapper().readTree(folder.resolve("app/sbom.json").toFile());
      assertThat(bom.get("components").findValuesAsText("name"))
          .hasSizeGreaterThanOrEqualTo((int) jars.count());
      // Of gRPC's own Netty, which has other names there.
      assertThat(bom.get("components").findValuesAsText("purl"))
          .anyMatch(purl -> purl.startsWith("pkg:maven/io.netty/netty-codec-http2@"))
          .anyMatch(purl -> purl.startsWith("pkg:generic/openjdk@"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "worker", "cli"})
  void names_licences_under_which_all_may_be_passed_on(String module) throws IOException {
    assertThat(ThirdParty.list(packed(module)).lines()).hasSizeGreaterThan(30);
  }

  private static Path packed(String module) {
    var bom = REPOSITORY.resolve(module).resolve("target/sbom.json");
    assumeThat(bom).as("Maven makes it at package time, with the network").exists();
    return bom;
  }
}
