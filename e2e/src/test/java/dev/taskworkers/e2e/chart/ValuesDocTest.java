// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.testbed.CommittedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** The chart's README, which {@code helm show readme} prints, is made of the values' comments. */
class ValuesDocTest {
  private static final Path PAGE = Chart.FOLDER.resolve("README.md");

  private static final String INTRODUCTION =
      """
      # The chart of Taskworkers
      This chart installs the operator that scales pools of task workers with the backlog of Google
      Pub/Sub subscriptions. It has no default images: `image.repository` and
      `workerImage.repository` name those that you have built or mirrored.

      ```sh
      helm install taskworkers CHART --namespace taskworkers-system --create-namespace \\
        --set image.repository=REGISTRY/taskworkers/operator \\
        --set workerImage.repository=REGISTRY/taskworkers/worker
      ```

      `helm test taskworkers --namespace taskworkers-system` checks an installation. The project's
      `docs/install.md` has the Google permissions that the operator needs, and
      `docs/upgrading.md` what to do before an upgrade.

      ## Values
      This table is generated from the comments in `values.yaml`.

      """;

  @Test
  void the_page_says_what_the_comments_say() throws IOException {
    CommittedFile.check(PAGE, page(), getClass(), "values.update");
  }

  private static String page() throws IOException {
    var page = new StringBuilder(INTRODUCTION);
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
