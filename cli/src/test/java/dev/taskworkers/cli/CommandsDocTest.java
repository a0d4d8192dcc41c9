// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.testbed.CommittedFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;

/** The page of commands is made of what {@code --help} says. */
@DisplayName("The page about the commands")
class CommandsDocTest {
  private static final Path PAGE = Path.of("../docs/commands.md");

  private final StringBuilder page = new StringBuilder();

  /** Run with -Dcommands.update=true to write the page instead of comparing it. */
  @Test
  void says_what_help_says() {
    page.append("# The command line\n")
        .append("This page is generated from what `--help` says. Each command also takes `--help`")
        .append(" and `--version`. Exit codes: 0 for success, 1 for a failure, 2 for wrong usage.")
        .append(" An error is one sentence on standard error.\n");
    for (var command : Taskworkers.commandLine().getSubcommands().values()) {
      command(command, "## ");
    }
    CommittedFile.check(PAGE, page.toString(), getClass(), "commands.update");
  }

  private void command(CommandLine command, String heading) {
    var spec = command.getCommandSpec();
    var usage = spec.usageMessage();
    page.append('\n').append(heading).append(spec.qualifiedName()).append('\n');
    page.append(cell(sentences(usage.description()))).append("\n\n");
    var synopsis =
        command
            .setUsageHelpWidth(1000)
            .getHelp()
            .synopsis(0)
            .replace(" [-hV]", "")
            .replaceAll("\\s+$", "");
    page.append("```text\n").append(synopsis).append("\n```\n");
    var arguments =
        spec.args().stream()
            .filter(argument -> !argument.hidden())
            .filter(argument -> !(argument.isOption() && isHelp(argument)))
            .sorted(Comparator.comparing(CommandsDocTest::name))
            .toList();
    if (!arguments.isEmpty()) {
      page.append("\n| | |\n| --- | --- |\n");
      arguments.forEach(this::argument);
    }
    var deeper = heading.replace("# ", "## ");
    command.getSubcommands().values().forEach(inner -> command(inner, deeper));
  }

  private static boolean isHelp(ArgSpec argument) {
    var option = (CommandLine.Model.OptionSpec) argument;
    return option.usageHelp() || option.versionHelp();
  }

  private void argument(ArgSpec argument) {
    page.append("| `").append(cell(name(argument))).append('`');
    page.append(argument.required() ? " (required)" : "");
    page.append(" | ").append(cell(sentences(argument.description()))).append(" |\n");
  }

  /** The options of methods come in no order. */
  private static String name(ArgSpec argument) {
    var label = argument.paramLabel();
    return argument instanceof CommandLine.Model.OptionSpec option
        ? String.join("`, `", List.of(option.names()))
            + (option.arity().max() == 0 ? "" : "=" + label)
        : label;
  }

  private static String sentences(String[] lines) {
    return List.of(lines).stream()
        .map(line -> Ansi.OFF.string(line.replace("%%", "%").replace("%n", "")))
        .collect(Collectors.joining(" "));
  }

  /** What Markdown would take for something else than text. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").strip();
  }
}
