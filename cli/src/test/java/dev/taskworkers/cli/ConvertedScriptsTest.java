// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

@DisplayName("A script in a Deployment that is converted")
class ConvertedScriptsTest {
  private static final String SCALED_OBJECT =
      """
      kind: ScaledObject
      metadata: {name: thumbnails}
      spec:
        scaleTargetRef: {name: thumbnails}
        triggers:
          - type: gcp-pubsub
            metadata: {subscriptionName: projects/acme/subscriptions/thumbnails}
      ---
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "stays the same with {0}")
  @ValueSource(
      strings = {
        "a\nb\n",
        "echo \u26a0\ufe0f start\nexec app\n",
        "\ud83d\udc69\u200d\ud83d\udcbb\nexec app",
        "pay\u200bments\n\n  exec app\n",
        "soft\u00adhyphen\n",
        "a\ufeffb\n\u2028c\n",
        "a tag \udb40\udc41 and \ud834\udd73 a beam\n",
        "a tag \udb40\udc41 and \ud834\udd73 a beam",
        "one line \ufe0f",
        "one line of \\ufe0f \ufe0f",
        "\ttab\r\nand \u0007\u0085 end\n",
        "Größe 漢字 \ud83c\udf89\nexec app\n"
      })
  void stays_the_same(String script) throws IOException {
    var template = template(script);
    var deployment =
        Map.of("kind", "Deployment", "metadata", Map.of("name", "thumbnails"), "spec", template);
    var file = folder.resolve("keda.yaml");
    var text = new Dump(DumpSettings.builder().build()).dumpToString(deployment);
    Files.writeString(file, SCALED_OBJECT + text);
    var out = new StringWriter();

    var command = Taskworkers.commandLine().setOut(new PrintWriter(out, true));
    assertThat(Taskworkers.execute(command, "convert", file.toString())).isZero();

    var pool = new YAMLMapper().readValue(out.toString(), Map.class);
    assertThat(((Map<?, ?>) pool.get("spec")).get("template")).isEqualTo(template.get("template"));
    // Halves of a character are nothing that kubectl reads.
    assertThat(out.toString()).doesNotContainPattern("(?<!\\\\)\\\\u[dD][89a-fA-F]");
  }

  @Test
  void stays_the_same_where_the_locale_knows_no_more_than_ascii() throws Exception {
    var file = folder.resolve("keda.yaml");
    Files.writeString(
        file,
        SCALED_OBJECT
            + """
            kind: Deployment
            metadata: {name: thumbnails}
            spec: {template: {spec: {containers: [{name: w, image: i, args: ["Größe 漢字 🎉"]}]}}}
            """);
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Taskworkers.class.getName(),
                "convert",
                file.toString())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("LC_ALL", "C");

    var process = builder.start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(printed).contains("Größe 漢字 🎉");
  }

  private static Map<String, Object> template(String script) {
    var container =
        Map.of(
            "name",
            "worker",
            "image",
            "acme/thumbnails:1.4",
            "args",
            List.of(script),
            "env",
            List.of(Map.of("name", "A" + script.strip(), "value", script)));
    return Map.of(
        "template",
        Map.of(
            "metadata",
            Map.of("annotations", Map.of("said " + script, script)),
            "spec",
            Map.of("containers", List.of(container))));
  }
}
