// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Look;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Phrases;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells what happened in a world: what was drawn, then a timeline, then what was broken. */
final class Story {
  private final History history;
  private final List<Line> lines = new ArrayList<>();

  private record Line(double at, String words) {}

  private Story(History history) {
    this.history = history;
  }

  static String of(String title, History history, Verdict verdict) {
    return new Story(history).text(title, verdict);
  }

  private String text(String title, Verdict verdict) {
    history.world().disturbances().forEach(this::tell);
    history.looks().stream().filter(Look::told).forEach(this::tell);
    history
        .conditions()
        .forEach(
            (type, states) ->
                states.forEach(
                    (at, state) -> lines.add(new Line(at, type.word() + " is " + state + "."))));
    verdict
        .broken()
        .forEach(
            (promise, how) ->
                lines.add(new Line(how.at(), "BROKEN, " + promise.name() + ": " + how.why())));
    var timeline =
        lines.stream()
            .sorted(Comparator.comparingDouble(Line::at))
            .map(line -> "  " + Phrases.clock(line.at()) + "  " + line.words())
            .collect(Collectors.joining("\n"));
    return title
        + "\n\n"
        + history.world().words().stream()
            .map(line -> "  " + line)
            .collect(Collectors.joining("\n"))
        + "\n\n"
        + timeline
        + "\n\n"
        + end(verdict)
        + "\n";
  }

  private void tell(Disturbance one) {
    lines.add(new Line(one.from(), "NOW " + one.words() + "."));
    if (one.until() > one.from() && one.until() < history.world().seconds()) {
      lines.add(new Line(one.until(), "OVER: " + one.words() + "."));
    }
  }

  private void tell(Look look) {
    lines.add(
        new Line(
            look.at(),
            look.message()
                + String.format(
                    Locale.ROOT,
                    " (In truth %d wait and %d run.)",
                    look.waiting(),
                    look.running())));
  }

  private String end(Verdict verdict) {
    var done = history.tasks().stream().filter(task -> task.isDone()).count();
    var letters = history.tasks().stream().filter(task -> task.isDeadLetter()).count();
    return String.format(
        Locale.ROOT,
        "%d of %d tasks are done, %d of them as dead letters; %.2f pod-hours; the history is"
            + " %s.%n%s",
        done,
        history.tasks().size(),
        letters,
        history.podHours(),
        history.digest(),
        verdict.isKept()
            ? "Every promise was kept."
            : verdict.broken().entrySet().stream()
                .map(
                    entry ->
                        "Broken at "
                            + Phrases.clock(entry.getValue().at())
                            + ", "
                            + entry.getKey().name()
                            + ": "
                            + entry.getValue().why())
                .collect(Collectors.joining("\n")));
  }
}
