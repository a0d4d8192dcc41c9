// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Says whose libraries are passed on with a program, and by which licences, as its bill of
 * materials has them.
 */
public final class ThirdParty {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "dev.taskworkers";
  private static final Pattern OR = Pattern.compile(" OR ");

  /** By which anybody may pass a library on, unchanged, with a program of any licence. */
  private static final Set<String> TAKEN =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "GPL-2.0-with-classpath-exception",
          "MIT");

  /** Licences under the names that some projects give them in their POMs. */
  private static final Map<String, String> SAME =
      Map.of(
          "Apache 2 License",
          "Apache-2.0",
          "Bouncy Castle Licence",
          "MIT",
          "GNU General Public License (GPL), version 2, with the Classpath exception",
          "GPL-2.0-with-classpath-exception",
          "Go License",
          "BSD-3-Clause");

  private static final String HEAD =
      """
      Taskworkers is passed on together with libraries of others, each unchanged and under a licence
      of its authors. The licences' texts, and what the authors want to be said, are in the libraries'
      jars, below META-INF, or at the address that stands below.

      """;

  private ThirdParty() {}

  /**
   * The list, a line each.
   *
   * @param bom in CycloneDX's format
   * @throws CommandFailure when a library has no licence by which we may pass it on
   */
  public static String list(Path bom) throws IOException {
    var lines = new TreeSet<String>();
    var refused = new ArrayList<String>();
    for (var component : JSON.readTree(bom.toFile()).path("components")) {
      var isLibrary = !component.path("type").asText().equals("platform");
      if (isLibrary && !component.path("group").asText().startsWith(OURS)) {
        var licence = TAKEN.stream().filter(licences(component)::contains).sorted().findFirst();
        licence.ifPresentOrElse(
            name -> lines.add(name(component) + ": " + name + address(component)),
            () -> refused.add(name(component) + " (" + licences(component) + ")"));
      }
    }
    if (!refused.isEmpty()) {
      throw new CommandFailure(
          "Expected libraries under one of "
              + new TreeSet<>(TAKEN)
              + ", but found "
              + String.join(", ", refused)
              + "; replace them, or add a licence that lets us pass them on to ThirdParty.");
    }
    return HEAD + String.join("\n", lines) + "\n";
  }

  private static String name(JsonNode component) {
    return component.path("group").asText()
        + ":"
        + component.path("name").asText()
        + " "
        + component.path("version").asText();
  }

  /** Of several, whoever passes a library on may choose one. */
  private static List<String> licences(JsonNode component) {
    var names = new ArrayList<String>();
    for (var one : component.path("licenses")) {
      var expression = one.path("expression").asText().replaceAll("[()]", "");
      var license = one.path("license");
      var text =
          expression.isEmpty()
              ? license.path("id").asText(license.path("name").asText())
              : expression;
      OR.splitAsStream(text).map(name -> same(component, name)).forEach(names::add);
    }
    return names;
  }

  /** JLine's POM says "The BSD License", which is taken for one of four; its text has three. */
  private static String same(JsonNode component, String name) {
    var isJLine = component.path("group").asText().equals("org.jline");
    return isJLine && name.equals("BSD-4-Clause") ? "BSD-3-Clause" : SAME.getOrDefault(name, name);
  }

  private static String address(JsonNode component) {
    for (var reference : component.path("externalReferences")) {
      if (reference.path("type").asText().equals("website")) {
        return ", " + reference.path("url").asText();
      }
    }
    return "";
  }
}
