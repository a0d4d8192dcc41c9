// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.testbed.CommittedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** The page of the chart's values is made of the comments above them. */
class ValuesDocTest {
  private static final Path PAGE = Chart.FOLDER.resolveSibling("docs/values.md");

  @Test
  void the_page_says_what_the_comments_say() throws IOException {
    CommittedFile.check(PAGE, page(), getClass(), "values.update");
  }

  private static String page() throws IOException {
    var page = new StringBuilder("# Values of the chart\n");
    page.append("This page is generated from the comments in `helm/values.yaml`.\n\n");
    page.append("| value | default | meaning |\n| --- | --- | --- |\n");
    var path = new ArrayDeque<String>();
    var comment = new StringBuilder();
    var foreign = -1;
    for (var line : Files.readAllLines(Chart.FOLDER.resolve("values.yaml"))) {
      var text = line.strip();
      var depth = (line.length() - line.stripLeading().length()) / 2;
      if (text.isEmpty()) {
        continue;
      }
      if (text.startsWith("#")) {
        comment.append(comment.isEmpty() ? "" : " ").append(text.substring(1).strip());
        continue;
      }
      if (foreign >= 0 && depth > foreign) {
        continue;
      }
      var parts = text.split(":", 2);
      while (path.size() > depth) {
        path.removeLast();
      }
      path.addLast(parts[0]);
      foreign = parts[0].equals("resources") ? depth : -1;
      assertThat(comment).as("a comment above " + String.join(".", path)).isNotEmpty();
      var value = foreign >= 0 ? "see the file" : parts[1].strip();
      page.append("| `")
          .append(String.join(".", path))
          .append("` | ")
          .append(value.isEmpty() || foreign >= 0 ? value : "`" + value + "`")
          .append(" | ")
          .append(comment)
          .append(" |\n");
      comment.setLength(0);
    }
    return page.toString();
  }
}
