package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("No page says any more:")
final class GoneWordsTest {
  private static final Path ROOT = Path.of("..");

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "mended",
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
      })
  void words(String gone) throws IOException {
    var found = new ArrayList<String>();
    var words = Pattern.compile("(?<!\\w)" + Pattern.quote(gone) + "(?!\\w)");
    for (var page : pages()) {
      if (words.matcher(Files.readString(page)).find()) {
        found.add(page.toString());
      }
    }
    assertThat(found).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    var pages = new ArrayList<Path>();
    pages.addAll(NamedTestsTest.pages());
    pages.remove(ROOT.resolve("CHANGELOG.md"));
    pages.add(ROOT.resolve("helm/values.yaml"));
    pages.add(ROOT.resolve("helm/files/crd.yaml"));
    return pages;
  }
}
