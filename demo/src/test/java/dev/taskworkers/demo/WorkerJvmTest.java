// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.FastTimer;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The class path of the demo's workers")
class WorkerJvmTest {
  @Test
  void has_what_a_worker_on_the_clock_of_the_demo_needs()
      throws IOException, ClassNotFoundException {
    var places = WorkerJvm.classPath().stream().map(WorkerJvmTest::url).toArray(URL[]::new);
    try (var alone = new URLClassLoader(places, ClassLoader.getPlatformClassLoader())) {
      var main = Class.forName(WorkerMain.class.getName(), false, alone);
      var timer = Class.forName(FastTimer.class.getName(), false, alone);

      // Resolves the types that they are made of.
      assertThat(main.getDeclaredConstructors()).hasSize(1);
      assertThat(timer.getDeclaredConstructors()).hasSize(1);
      assertThat(timer.getDeclaredFields()).hasSize(2);
    }
  }

  @Test
  void may_name_so_many_jars_that_no_file_can_be_called_so()
      throws IOException, InterruptedException {
    var jars = String.join(":", Collections.nCopies(300, "/libraries/library.jar"));

    assertThat(WorkerJvm.command(jars)).contains(WorkerMain.class.getName());
  }

  private static URL url(Path place) {
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(place.toString(), e);
    }
  }
}
