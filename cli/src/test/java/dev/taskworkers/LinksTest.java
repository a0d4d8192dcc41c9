// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A link leads somewhere:")
final class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path INDEX = ROOT.resolve("docs/README.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern NAMED = Pattern.compile("\\[`?([^]\\s`]+\\.md)`?]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void there_is_what_it_leads_to(String name) throws IOException {
    var page = ROOT.resolve(name);
    var dead = new ArrayList<String>();
    for (var link : links(page)) {
      var parts = link.split("#", 2);
      var target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      var isThere = Files.exists(target);
      if (!isThere || parts.length == 2 && !anchors(target).contains(parts[1])) {
        dead.add(link);
      }
    }
    assertThat(dead).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void a_name_of_a_page_leads_to_that_page(String name) throws IOException {
    assertThat(NAMED.matcher(text(ROOT.resolve(name))).results())
        .as("links that are called as another page than theirs")
        .filteredOn(link -> !isSamePage(link.group(1), link.group(2).split("#")[0]))
        .extracting(MatchResult::group)
        .isEmpty();
  }

  /** Either may have folders that the other leaves out. */
  private static boolean isSamePage(String label, String target) {
    var named = Path.of(label).normalize();
    var reached = Path.of(target).normalize();
    return reached.endsWith(named) || named.endsWith(reached);
  }

  @Test
  void the_index_has_every_page() throws IOException {
    var linked = new HashSet<Path>();
    for (var link : links(INDEX)) {
      linked.add(INDEX.resolveSibling(link.split("#")[0]).normalize());
    }
    try (var files = Files.list(ROOT.resolve("docs"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".md")))
          .filteredOn(file -> !file.equals(INDEX))
          .isSubsetOf(linked);
    }
  }

  static List<String> pages() throws IOException {
    return NamedTestsTest.pages().stream()
        .map(page -> ROOT.relativize(page.toAbsolutePath().normalize()).toString())
        .sorted()
        .toList();
  }

  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(text(page))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  private static String text(Path page) throws IOException {
    return FENCE.matcher(Files.readString(page)).replaceAll("");
  }

  /** As the host of the repository names them. */
  private static Set<String> anchors(Path page) throws IOException {
    var anchors = new HashSet<String>();
    HEADING
        .matcher(text(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .forEach(anchors::add);
    return anchors;
  }
}
