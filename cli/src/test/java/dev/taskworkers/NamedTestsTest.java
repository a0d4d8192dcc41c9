// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A page names only tests that are there:")
final class NamedTestsTest {
  private static final Path ROOT = Path.of("..");

  /** {@code ClassTest}, {@code ClassTest.method}, or {@code …method} of the class before. */
  private static final Pattern NAME =
      Pattern.compile("\\b([A-Z][a-z]\\w*(?:Test|IT))\\b(?:\\.(\\w+))?|`…(\\w+)`");

  private static final Map<String, List<Path>> TESTS = tests();

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void names_only_tests_that_are_there(Path page) throws IOException {
    var missing = new ArrayList<String>();
    var type = "";
    for (var name : NAME.matcher(Files.readString(page)).results().toList()) {
      type = name.group(1) == null ? type : name.group(1);
      var method = name.group(2) == null ? name.group(3) : name.group(2);
      var declaration = method == null ? "class " + type + " " : "void " + method + "(";
      if (sources(type).stream().noneMatch(source -> source.contains(declaration))) {
        missing.add(name.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  static List<Path> pages() throws IOException {
    try (var docs = Files.walk(ROOT.resolve("docs"));
        var top = Files.list(ROOT)) {
      return Stream.concat(docs, top).filter(page -> page.toString().endsWith(".md")).toList();
    }
  }

  /** Tests of one name in several packages count as one. */
  private static List<String> sources(String type) throws IOException {
    var found = new ArrayList<String>();
    for (var file : TESTS.getOrDefault(type + ".java", List.of())) {
      found.add(Files.readString(file));
    }
    return found;
  }

  /** All sources of tests, by the names of their files. */
  private static Map<String, List<Path>> tests() {
    var tests = new HashMap<String, List<Path>>();
    try (var modules = Files.newDirectoryStream(ROOT, "*")) {
      for (var module : modules) {
        var folder = module.resolve("src/test/java");
        if (Files.isDirectory(folder)) {
          try (var files = Files.walk(folder)) {
            files.forEach(
                file ->
                    tests
                        .computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
                        .add(file));
          }
        }
      }
      return tests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
