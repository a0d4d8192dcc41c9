// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the threat model promises, and whether there is a test that plays it. */
final class SecurityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final String TESTS = "src/test/java";
  private static final Pattern NAMED = Pattern.compile("`([A-Za-z]+)#([a-z0-9_]+)`");

  private static List<String> rows() throws IOException {
    var page = Files.readString(ROOT.resolve("SECURITY.md"));
    var holds =
        page.substring(page.indexOf("## What holds"), page.indexOf("## What does not hold"));
    return holds
        .lines()
        .filter(
            line -> line.startsWith("| ") && !line.startsWith("| what") && !line.contains("---"))
        .toList();
  }

  @Test
  void each_sentence_of_what_holds_names_a_test() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(20).allMatch(row -> NAMED.matcher(row).find());
  }

  @Test
  void each_test_that_is_named_is_there() throws IOException {
    var named = rows().stream().flatMap(row -> NAMED.matcher(row).results()).toList();
    var wanted = named.stream().map(match -> match.group(1) + ".java").collect(Collectors.toSet());
    var sources =
        tests()
            .filter(file -> wanted.contains(file.getFileName().toString()))
            .collect(
                Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    SecurityPageTest::text,
                    String::concat));

    assertThat(named.stream().filter(match -> !declares(sources, match)).map(MatchResult::group))
        .as("named and not there")
        .isEmpty();
  }

  private static Stream<Path> tests() throws IOException {
    var found = new ArrayList<Path>();
    try (var modules = Files.newDirectoryStream(ROOT, path -> Files.exists(path.resolve(TESTS)))) {
      for (var module : modules) {
        try (var files = Files.walk(module.resolve(TESTS))) {
          files.filter(Files::isRegularFile).forEach(found::add);
        }
      }
    }
    return found.stream();
  }

  private static boolean declares(Map<String, String> sources, MatchResult match) {
    return Stream.ofNullable(sources.get(match.group(1)))
        .anyMatch(source -> source.contains(" void " + match.group(2) + "("));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
