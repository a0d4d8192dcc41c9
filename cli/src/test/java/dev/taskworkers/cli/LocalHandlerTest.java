// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.TaskHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A Java handler given as a source file")
class LocalHandlerTest {
  private static final String BODY =
      "implements dev.taskworkers.worker.api.TaskHandler {"
          + " public dev.taskworkers.worker.api.Outcome handle("
          + "dev.taskworkers.worker.api.Task t, dev.taskworkers.worker.api.TaskContext c)"
          + " { return dev.taskworkers.worker.api.Outcome.ack(); } }";

  @TempDir Path folder;

  @Test
  void is_compiled_in_its_package_with_the_help_of_the_class_path() throws Exception {
    var help = LocalHandler.of(source("Help.java", "public class Help {}"), "");
    var source =
        source("Thumb.java", "package media; public class Thumb extends media2.Base " + BODY);
    source("media2/Base.java", "package media2; public class Base {}");

    assertThat(help.name()).isEqualTo("Help");
    var handler = LocalHandler.of(source, folder.toString());

    assertThat(handler.name()).isEqualTo("media.Thumb");
    assertThat(handler.loader().loadClass("media.Thumb")).isAssignableTo(TaskHandler.class);
  }

  @Test
  void is_refused_with_the_compilers_words_when_it_does_not_compile() throws Exception {
    var source = source("Bad.java", "public class Bad { int x = \"\"; }");
    assertThatThrownBy(() -> LocalHandler.of(source, ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("does not compile")
        .hasMessageContaining("incompatible types");
  }

  @Test
  void finds_its_libraries_in_all_jars_of_a_folder() throws Exception {
    var jar = folder.resolve("lib/words.jar");
    Files.createDirectories(jar.getParent());
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("words.txt"));
      zip.write("hello".getBytes(UTF_8));
    }
    var source = source("Good.java", "public class Good {}");

    var handler = LocalHandler.of(source, folder.resolve("lib") + "/*");

    try (var words = handler.loader().getResourceAsStream("words.txt")) {
      assertThat(words).hasContent("hello");
    }
  }

  @Test
  void is_refused_when_it_is_no_text() throws Exception {
    var file = Files.write(folder.resolve("Bin.java"), new byte[] {(byte) 0xff, 0x1b, 'c'});
    assertThatThrownBy(() -> LocalHandler.of(file.toString(), ""))
        .isInstanceOf(UsageException.class)
        .hasMessage("--java: the file '" + file + "' is not UTF-8 text.");
  }

  @Test
  void must_have_a_class_of_its_name() throws Exception {
    var source = source("Other.java", "class Thing {}");
    assertThatThrownBy(() -> LocalHandler.of(source, ""))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--java: expected a class 'Other' in '"
                + source
                + "', but found none. Name the class like its file.");
  }

  private String source(String name, String text) throws Exception {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }
}
