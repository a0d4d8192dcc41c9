// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.images.BuildContext;
import dev.taskworkers.testbed.images.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bills of materials of the images that would be built now. */
final class PackedSbomTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Image.class)
  void names_every_jar_of_the_image(Image image) throws IOException {
    var repository = Path.of("").toAbsolutePath().getParent();
    assumeThat(repository.resolve(image.word()).resolve("target/sbom.json"))
        .as("Maven makes it at package time, with the network")
        .exists();

    BuildContext.fill(image, repository, folder);

    try (var jars = Files.list(folder.resolve("lib"))) {
      var bom = new ObjectMapper().readTree(folder.resolve("app/sbom.json").toFile());
      assertThat(bom.get("components").findValuesAsText("name"))
          .hasSizeGreaterThanOrEqualTo((int) jars.count());
    }
  }
}
