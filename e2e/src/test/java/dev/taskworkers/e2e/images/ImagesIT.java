// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.e2e.kubernetes.Requirements;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.testbed.images.Images;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that can't be built or are not there, with the tool that is here. */
class ImagesIT {
  /** Nothing listens on port 9. */
  private static final String NOWHERE = "127.0.0.1:9/no-such-jdk:1";

  @Test
  void a_jdk_that_cannot_be_pulled_is_told_with_what_to_do() {
    var repository = Path.of("").toAbsolutePath().getParent();
    var images = new Images(repository, Requirements.containerTool(), NOWHERE);

    assertThatThrownBy(() -> images.build(Image.WORKER, "taskworkers/never-built:1", line -> {}))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("The JDK's image that the images are made from, " + NOWHERE)
        .hasMessageContaining("with --jdk IMAGE")
        .hasMessageContaining("says: ");
  }

  @Test
  void an_image_that_is_not_there_is_named_and_nothing_is_written(@TempDir Path folder) {
    var archive = folder.resolve("image.tar");

    assertThatThrownBy(
            () -> Requirements.containerTool().save("taskworkers/never-built:1", archive))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("There is no image taskworkers/never-built:1 in ")
        .hasMessageContaining("'taskworkers images' builds ours");
    assertThat(archive).doesNotExist();
  }
}
