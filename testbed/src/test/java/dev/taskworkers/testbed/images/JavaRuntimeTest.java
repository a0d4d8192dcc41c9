// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a Dockerfile writes into the bill of materials about the runtime that it has made. */
@DisplayName("The Java runtime of an image")
final class JavaRuntimeTest {
  private static final Pattern STEP = Pattern.compile("(?m)^RUN (version=(?:.*\\\\\\n)*.*)$");

  @TempDir private Path root;
  private Path release;
  private Path sbom;

  @BeforeEach
  void make() throws IOException {
    release = Files.createDirectories(root.resolve("jre")).resolve("release");
    sbom = Files.createDirectories(root.resolve("app")).resolve("sbom.json");
    Files.writeString(release, "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base java.logging\"\n");
  }

  private Command.Result step(Image image) throws IOException {
    var file = Path.of("../images").resolve(image.word() + ".Dockerfile");
    var step = STEP.matcher(Files.readString(file));
    assertThat(step.find()).isTrue();
    return Command.of("sh", "-c", step.group(1).replace("/opt/taskworkers", root.toString()))
        .result();
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void is_in_its_bill_of_materials_with_the_version_that_was_made(Image image) throws IOException {
    Files.writeString(sbom, JavaRuntime.component().toPrettyString());

    assertThat(step(image).ok()).isTrue();

    var component = new ObjectMapper().readTree(sbom.toFile());
    assertThat(component.get("version").asText()).isEqualTo("25.0.3");
    assertThat(component.get("purl").asText()).isEqualTo("pkg:generic/openjdk@25.0.3");
    assertThat(component.get("cpe").asText()).contains(":openjdk:25.0.3:");
    assertThat(component.toString()).doesNotContain(JavaRuntime.VERSION);
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void fails_the_build_where_it_does_not_say_its_version(Image image) throws IOException {
    Files.writeString(release, "MODULES=\"java.base\"\n");

    assertThat(step(image).ok()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void is_in_no_bill_of_materials_where_there_is_none(Image image) throws IOException {
    assertThat(step(image).ok()).isTrue();
    assertThat(sbom).doesNotExist();
  }
}
