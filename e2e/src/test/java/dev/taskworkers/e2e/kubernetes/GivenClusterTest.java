// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

@DisplayName("A cluster that KUBECONFIG names")
class GivenClusterTest {
  @Test
  void is_not_used_before_it_is_said_where_its_images_come_from() {
    assertThatThrownBy(() -> GivenCluster.open(Map.of("TASKWORKERS_TEST_LOAD", " ")))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("when TASKWORKERS_TEST_REGISTRY names a registry");
  }

  @Test
  void gets_an_archive_by_the_users_command(@TempDir Path folder) throws Exception {
    var archive = Files.writeString(folder.resolve("image.tar"), "an image");
    var command = List.of("cp", "-t", Files.createDirectory(folder.resolve("node")).toString());

    new GivenCluster(command, "127.0.0.1").bring("some/image:1", archive);

    assertThat(folder.resolve("node/image.tar")).hasContent("an image");
  }
}
