// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.demo.DecisionLog;
import dev.taskworkers.demo.DemoView.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's picture")
class TerminalViewTest {
  private static final String MESSAGE =
      "Up from 2 to 14: 54 tasks wait and 7.8/s arrive; a task takes 5.0 s and a pod runs 4 at"
          + " once, so 14 pods clear the queue within 30 s.";

  private static final String LATER =
      "Down from 14 to 3: no more than 3 pods were needed for 15 s.";

  private static List<String> lines(Optional<TaskWorkerPoolStatus> status, Optional<URI> page)
      throws IOException {
    var frame =
        new Frame(
            Duration.ofSeconds(310),
            Duration.ofMinutes(10),
            10,
            5,
            5,
            14,
            2,
            1.0,
            status,
            List.of(new DecisionLog.Entry(305, 2, 14, "Backlog", MESSAGE)));
    var terminal =
        new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
    return new TerminalView(terminal, 10, page)
        .lines(frame, 60).stream().map(AttributedString::toString).toList();
  }

  /** What is shown below the heading of the decisions. */
  private static List<String> decisions(Optional<TaskWorkerPoolStatus> status) throws IOException {
    var lines = lines(status, Optional.empty());
    return lines.subList(lines.indexOf("the last decisions") + 1, lines.size());
  }

  private static Optional<TaskWorkerPoolStatus> decided(String message) {
    var last = new LastDecision("", 2, 14, "Backlog", message);
    return Optional.of(new TaskWorkerPoolStatus(1L, 14, 2, 14, "", null, null, last, List.of()));
  }

  @Test
  void breaks_sentences_between_words() throws IOException {
    var sentence = decisions(Optional.empty());

    assertThat(sentence.get(0)).startsWith("  5:05        Up from 2 to 14: ");
    assertThat(sentence).hasSizeGreaterThan(2).allMatch(line -> line.length() < 60);
    assertThat(words(sentence)).isEqualTo("5:05 " + MESSAGE);
  }

  @Test
  void says_the_decision_of_now_unless_it_is_the_last_change() throws IOException {
    assertThat(words(decisions(decided(LATER)))).isEqualTo("5:05 " + MESSAGE + " now " + LATER);
    assertThat(words(decisions(decided(MESSAGE)))).isEqualTo("5:05 " + MESSAGE);
  }

  @Test
  void has_the_address_of_the_page_in_its_first_line() throws IOException {
    var page = URI.create("http://127.0.0.1:4711/");

    assertThat(lines(Optional.empty(), Optional.of(page)).get(0)).contains(page.toString());
  }

  private static String words(List<String> lines) {
    return String.join(" ", lines).replaceAll(" +", " ").strip();
  }
}
