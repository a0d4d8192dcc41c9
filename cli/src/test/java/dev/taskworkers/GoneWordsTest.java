// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("No page and no program says any more:")
final class GoneWordsTest {
  private static final Path ROOT = Path.of("..");

  /** What a program says: help, conditions, events, lines of the log, errors. */
  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");

  /** Read once for all words. */
  private static final List<Said> SAID = said();

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "mended",
        "called as itself",
        "not done in truth",
        "nothing of Taskworkers",
        "with its rivals",
        "its unkind default",
        "with its whole story",
        "goes by the number",
        "take back until",
        "gives its place to",
        "decides otherwise than",
        "can be looked at; set",
        "Have you a",
        "is tried again",
        "without a trace",
        "takes all of it away",
        "no one is asked",
        "with other chance",
        "an own base",
        "Every test there is",
        "believe our figures",
        "no doorbell knows",
        "What was not sent is said",
        "Most pods",
        "for ever",
        "reckons",
        "under way",
        "bears",
        "takes that sample as a fix",
        "what is still to come is filled in",
        "When sight is lost",
        "nobody has timed yet",
        "that you would explain",
        "To look is to lease",
        "a saving, no guarantee",
        "that has not one outcome",
        "could not do as they say",
        "Where ours is not the first",
        "A pull, too, is watched",
        "takes our operator learns",
        "Taints that",
        "Closes the operator's pods",
        "asks as whoever",
        "At most so many",
        "as fast as the wall",
        "HTTPS_PROXY",
        "Fewest pods",
        "mend",
        "so many pods",
        "hangs where it should",
        "Faults are switched",
        "be the one who works",
        "names him",
        "our operator",
        "Our operator",
        "our dispatcher",
        "as it comes",
        "lets it go",
        "be rid of",
        "for instance",
        "to be had",
        "as ever",
        "wants mutual",
        "settings of now",
        "for want of",
        "tell of trouble",
        "tells of tasks",
        "in vain",
        "taken at its word",
        "is no attempt",
        "works off",
        "worked off",
        "gone by",
        "of late",
        "Whether there is one",
        "Whether there are",
        "When it is pulled",
        "How much is logged",
        "When you are content",
        "So it is with",
        "are not told",
        "was not waited for",
        "What is printed",
      })
  void words(String gone) {
    var words = Pattern.compile("(?<!\\w)" + Pattern.quote(gone) + "(?!\\w)");
    assertThat(SAID.stream().filter(said -> words.matcher(said.text()).find()).map(Said::by))
        .isEmpty();
  }

  /** A release has the command, the chart and the images, and no docs beside them. */
  @Test
  void a_file_of_the_docs_by_its_path() {
    var path = Pattern.compile("docs/[a-z-]+\\.md");
    assertThat(
            SAID.stream()
                .filter(
                    said -> said.by().toString().matches(".*(\\.java|/NOTES\\.txt|values\\.yaml)"))
                .filter(said -> path.matcher(said.text()).find())
                .map(Said::by))
        .isEmpty();
  }

  /** What a page says, or a source that is run. */
  private record Said(Path by, String text) {}

  private static List<Said> said() {
    try {
      var said = new ArrayList<Said>();
      for (var page : pages()) {
        said.add(new Said(page, Files.readString(page)));
      }
      for (var source : sources()) {
        var literals = LITERAL.matcher(Files.readString(source)).results().map(MatchResult::group);
        said.add(new Said(source, literals.collect(Collectors.joining("\n"))));
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() throws IOException {
    var pages = new ArrayList<Path>();
    pages.addAll(NamedTestsTest.pages());
    pages.remove(ROOT.resolve("CHANGELOG.md"));
    pages.add(ROOT.resolve("helm/values.yaml"));
    pages.add(ROOT.resolve("helm/files/crd.yaml"));
    pages.add(ROOT.resolve("helm/files/alerts.yaml"));
    pages.add(ROOT.resolve("helm/templates/NOTES.txt"));
    try (var examples = Files.walk(ROOT.resolve("examples"))) {
      examples.filter(each -> each.toString().matches(".*\\.(yaml|py|sh)")).forEach(pages::add);
    }
    return pages;
  }

  private static List<Path> sources() throws IOException {
    var sources = new ArrayList<Path>();
    try (var modules = Files.newDirectoryStream(ROOT, "*")) {
      for (var module : modules) {
        var main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (var files = Files.walk(main)) {
            files.filter(each -> each.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }
}
