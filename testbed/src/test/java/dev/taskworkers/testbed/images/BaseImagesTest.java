// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our images are made from. */
@DisplayName("The images are made")
final class BaseImagesTest {
  private static final Path REPOSITORY = Path.of("..");

  @ParameterizedTest
  @EnumSource(Image.class)
  void from_one_jdk_and_from_nothing_else(Image image) throws IOException {
    var file = REPOSITORY.resolve("images").resolve(image.word() + ".Dockerfile");
    assertThat(Files.readAllLines(file))
        .filteredOn(line -> line.startsWith("FROM ") || line.startsWith("ARG "))
        .containsExactly("ARG JDK=" + Images.JDK, "FROM ${JDK} AS build", "FROM scratch");
  }

  /** On both architectures from the same, though a tag may move in between. */
  @Test
  void by_a_release_from_the_digest_of_the_same_jdk() throws IOException {
    var workflow = Files.readString(REPOSITORY.resolve(".github/workflows/release.yml"));
    var name = Images.JDK.substring(0, Images.JDK.lastIndexOf(':'));
    assertThat(workflow)
        .containsOnlyOnce("imagetools inspect " + Images.JDK + " ")
        .containsOnlyOnce("image=" + name + "@$digest")
        .contains("--jdk \"$JDK\"", "JDK: ${{ needs.files.outputs.jdk }}");
  }
}
