// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.demo.Demo;
import dev.taskworkers.demo.DemoOptions;
import dev.taskworkers.demo.DemoPage;
import dev.taskworkers.demo.DemoReport;
import dev.taskworkers.demo.DemoView;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job on this machine and reports what it came to. */
@Command(
    name = "demo",
    description =
        "Runs a complete demo on this machine: a local cloud, a local cluster, the real operator,"
            + " and real workers. Seconds are those of the demo's clock.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private DemoArguments arguments;

  @Option(
      names = "--headless",
      description = "Draws nothing in the terminal, and prints the report at the end.")
  private boolean headless;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the report as JSON.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--decisions",
      paramLabel = "FILE",
      description = "Writes the record of each change, for 'taskworkers explain'.")
  private Optional<Path> decisions = Optional.empty();

  @Mixin private PageOptions page;

  private final AtomicReference<Demo> begun = new AtomicReference<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var options = arguments.options();
    page.check();
    report.ifPresent(file -> Checks.writable(file, "--report"));
    decisions.ifPresent(file -> Checks.writable(file, "--decisions"));
    Played played;
    // Ctrl-C stops all that was started, too, and what is only starting.
    try (var folder = ScratchFolder.make("taskworkers-demo-", this::stop)) {
      played = runWithPage(options, folder.path());
    }
    // First: it takes minutes to play it again, when a file can't be written.
    DemoSummary.print(played.report(), spec.commandLine().getOut());
    if (report.isPresent()) {
      Files.writeString(report.get(), Output.toJson(played.report()) + "\n");
    }
    if (decisions.isPresent()) {
      Files.writeString(decisions.get(), played.decisions());
    }
    if (!played.report().succeeded()) {
      throw new IllegalStateException(
          "Half an hour of the demo's clock after the last arrival, tasks were unfinished or pods"
              + " still ran.");
    }
    return 0;
  }

  /**
   * What came of it.
   *
   * @param decisions the record of each change, one in a line; "" unless they are asked for
   */
  private record Played(DemoReport report, String decisions) {}

  private Played runWithPage(DemoOptions options, Path folder)
      throws IOException, InterruptedException {
    if (page.isOff()) {
      return runInView(options, folder, DemoView.none(), Optional.empty());
    }
    try (var shown = DemoPage.start(page.port(), options)) {
      page.open(shown.address(), spec.commandLine().getErr());
      return runInView(options, folder, shown, Optional.of(shown.address()));
    }
  }

  private Played runInView(DemoOptions options, Path folder, DemoView beside, Optional<URI> address)
      throws IOException, InterruptedException {
    // With its own handlers of signals the terminal would end this process at Ctrl-C, hooks and
    // all.
    try (var terminal = TerminalBuilder.builder().dumb(true).nativeSignals(false).build()) {
      if (headless || terminal.getType().startsWith("dumb")) {
        address.ifPresent(at -> tell("The demo's page: " + at));
        return run(options, folder, beside);
      }
      tell("Starting" + address.map(at -> "; the demo's page: " + at).orElse("."));
      var view = new TerminalView(terminal, options.speedup(), address);
      var result = run(options, folder, beside.and(view));
      view.close();
      return result;
    }
  }

  private void tell(String line) {
    var err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private Played run(DemoOptions options, Path folder, DemoView view)
      throws IOException, InterruptedException {
    try (var demo = new Demo(options, folder)) {
      begun.set(demo);
      var result = demo.run(view);
      return new Played(result, decisions.isPresent() ? demo.decisionRecords() : "");
    }
  }

  private void stop() {
    var demo = begun.get();
    if (demo == null) {
      // Nobody else knows yet what is being started.
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    } else {
      demo.close();
    }
  }
}
