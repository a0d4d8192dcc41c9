// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.demo.DemoView;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** Draws the demo in place: true backlog, Monitoring's, pods, waits and the last decision. */
final class TerminalView implements DemoView {
  private static final int HEAD = 14;
  private static final int LAST = 4;
  private static final int BAR = 40;
  private static final Duration EVERY = Duration.ofMillis(200);

  private final Terminal terminal;
  private final Display display;
  private final double speedup;
  private final Optional<URI> page;
  private long drawnAt;

  /**
   * A view on {@code terminal}.
   *
   * @param speedup of the demo's clock, shown in the head line
   * @param page where the same is in a browser
   */
  public TerminalView(Terminal terminal, double speedup, Optional<URI> page) {
    this.terminal = terminal;
    this.speedup = speedup;
    this.page = page;
    display = new Display(terminal, false);
  }

  @Override
  public void show(Frame frame) {
    if (System.nanoTime() - drawnAt < EVERY.toNanos()) {
      return;
    }
    drawnAt = System.nanoTime();
    var width = Math.max(40, terminal.getWidth());
    display.resize(Math.max(12, terminal.getHeight()), width);
    display.update(lines(frame, width), -1);
    terminal.flush();
  }

  /** Leaves the last picture where it is. */
  public void close() {
    terminal.writer().println();
    terminal.flush();
  }

  List<AttributedString> lines(Frame frame, int width) {
    var status = frame.status();
    var estimate = status.map(TaskWorkerPoolStatus::estimate);
    var backlog = status.map(TaskWorkerPoolStatus::backlog);
    var lines = new ArrayList<AttributedString>();
    lines.add(
        bold(
            String.format(
                Locale.ROOT,
                "Taskworkers demo   %s of %s arrivals   clock x%.0f   %s",
                time(frame.elapsed()),
                time(frame.arrivals()),
                speedup,
                page.map(URI::toString).orElse(""))));
    lines.add(AttributedString.EMPTY);
    lines.add(
        plain("tasks", frame.dispatched() + " dispatched, " + frame.completed() + " completed"));
    lines.add(bar("backlog", frame.backlog(), 100, "actual, including running tasks"));
    lines.add(
        plain(
            "  Monitoring",
            backlog
                .map(b -> (b.undelivered() == null ? "-" : b.undelivered()) + "  " + b.state())
                .orElse("-")));
    lines.add(
        plain(
            "  estimated",
            estimate
                .map(
                    e ->
                        e.waiting()
                            + " wait, "
                            + e.inFlight()
                            + " run, "
                            + e.arrivalRate()
                            + " arrive ("
                            + e.arrivals()
                            + ")")
                .orElse("-")));
    lines.add(
        bar(
            "pods",
            frame.pods(),
            20,
            frame.ready()
                + " ready, "
                + status.map(s -> String.valueOf(s.desiredReplicas())).orElse("-")
                + " desired"));
    lines.add(
        plain(
            "waiting",
            String.format(Locale.ROOT, "%.1f s (mean of the last 20 tasks)", frame.recentWait())));
    lines.add(AttributedString.EMPTY);
    lines.add(bold("the last decisions"));
    var changes = frame.changes();
    for (var change : changes.subList(Math.max(0, changes.size() - LAST), changes.size())) {
      lines.addAll(wrapped(time(Duration.ofSeconds((long) change.at())), change.message(), width));
    }
    status
        .map(TaskWorkerPoolStatus::lastDecision)
        .filter(now -> changes.isEmpty() || !now.message().equals(last(changes).message()))
        .ifPresent(now -> lines.addAll(wrapped("now", now.message(), width)));
    return lines;
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private static List<AttributedString> wrapped(String head, String text, int width) {
    var table =
        TextTable.forColumns(
            Help.defaultColorScheme(Help.Ansi.OFF),
            new Column(HEAD, 2, Column.Overflow.TRUNCATE),
            new Column(width - HEAD - 1, 0, Column.Overflow.WRAP));
    table.addRowValues(head, text);
    return table.toString().lines().map(AttributedString::new).toList();
  }

  private static AttributedString bar(String name, long value, long full, String note) {
    var length = (int) Math.min(BAR, Math.round((double) value * BAR / full));
    return plain(name, String.format(Locale.ROOT, "%4d %s %s", value, "█".repeat(length), note));
  }

  private static AttributedString plain(String name, String text) {
    return new AttributedString(String.format(Locale.ROOT, "%-" + HEAD + "s%s", name, text));
  }

  private static AttributedString bold(String text) {
    return new AttributedStringBuilder().styled(AttributedStyle.BOLD, text).toAttributedString();
  }

  private static String time(Duration duration) {
    return String.format(
        Locale.ROOT, "%d:%02d", duration.toMinutes(), Math.max(0, duration.toSecondsPart()));
  }
}
