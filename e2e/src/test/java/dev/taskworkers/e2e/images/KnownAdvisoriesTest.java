// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.testbed.images.Advisories;
import dev.taskworkers.testbed.images.BuildContext;
import dev.taskworkers.testbed.images.Image;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Advisories that are known today. A build must not fail tomorrow for what it is today, so that
 * this is asked only where somebody wants it: {@code -Dadvisories.server=https://api.osv.dev}.
 */
@EnabledIfSystemProperty(named = "advisories.server", matches = ".+")
final class KnownAdvisoriesTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Image.class)
  void concern_no_jar_of_the_image(Image image) throws Exception {
    BuildContext.fill(image, REPOSITORY, folder);

    assertThat(
            Advisories.of(
                folder.resolve("app/sbom.json"),
                URI.create(System.getProperty("advisories.server"))))
        .isEmpty();
  }
}
