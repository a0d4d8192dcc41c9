package dev.taskworkers.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.lab.demo.DemoView.Frame;
import dev.taskworkers.lab.demo.ledger.DecisionLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

  @Test
  void breaksSentencesBetweenWords() throws IOException {
    var change = new DecisionLog.Entry(305, 2, 14, "Backlog", MESSAGE);
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
            Optional.empty(),
            List.of(change));
    var terminal =
        new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());

    var lines =
        new TerminalView(terminal, 10)
            .lines(frame, 60).stream().map(AttributedString::toString).toList();

    var sentence = lines.subList(lines.indexOf("the last decisions") + 1, lines.size());
    assertThat(sentence.get(0)).startsWith("  5:05        Up from 2 to 14: ");
    assertThat(sentence).hasSizeGreaterThan(2).allMatch(line -> line.length() < 60);
    assertThat(String.join(" ", sentence).replaceAll(" +", " ").strip())
        .isEqualTo("5:05 " + MESSAGE);
  }
}
