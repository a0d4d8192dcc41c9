// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.taskworkers.cli.bench.BenchCommand;
import dev.taskworkers.cli.convert.ConvertCommand;
import dev.taskworkers.cli.deadletters.DeadLettersCommand;
import dev.taskworkers.cli.dispatch.DispatchCommand;
import dev.taskworkers.cli.doctor.DoctorCommand;
import dev.taskworkers.cli.twp.TwpCommand;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.runtime.PrintableWriter;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: parses the words, runs one subcommand, turns errors into sentences. */
@Command(
    name = "taskworkers",
    description = "Background tasks from Google Pub/Sub on Kubernetes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      CloudCommand.class,
      ClusterCommand.class,
      ConvertCommand.class,
      DispatchCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      ImagesCommand.class,
      ReleaseCommand.class,
      SimulateCommand.class,
      UiCommand.class,
      TwpCommand.class,
      WorkerCommand.class,
      WorldsCommand.class,
      DeadLettersCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Taskworkers implements Runnable {
  /** The JVM puts it in place of bytes that the locale has no character for. */
  private static final char NO_CHARACTER = '\uFFFD';

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Taskworkers() {}

  public static void main(String[] arguments) {
    try {
      Logs.configure(System.getenv());
    } catch (UsageException wrong) {
      System.exit(Problems.report(wrong, utf8(System.err)));
    }
    quieten();
    System.exit(run(new FileOutputStream(FileDescriptor.out), System.err, arguments));
  }

  /** It prints what a kubeconfig's program prints, and a stack trace; commands say a sentence. */
  private static void quieten() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(KubeConfigUtils.class).setLevel(Level.OFF);
    }
  }

  static int run(OutputStream out, PrintStream err, String... arguments) {
    var watched = new WatchedOutput(out);
    var print = utf8(watched);
    var words = utf8(err);
    var code = execute(commandLine().setOut(print).setErr(words), arguments);
    print.flush();
    if (code == 0 && watched.problem().isPresent()) {
      words.println(
          "taskworkers: Not all of the output could be written: " + watched.problem().get() + ".");
      return 1;
    }
    return code;
  }

  /** Whatever the locale: where it knows ASCII alone, scripts in manifests would be others. */
  private static PrintWriter utf8(OutputStream to) {
    return new PrintWriter(to, true, StandardCharsets.UTF_8);
  }

  /**
   * An Error ends the command, too: threads of a demo would keep the process for ever. What is
   * printed may come from anywhere, a publisher's attributes or a stored record.
   */
  static int execute(CommandLine command, String... arguments) {
    command
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setOut(PrintableWriter.before(command.getOut()))
        .setErr(PrintableWriter.before(command.getErr()));
    if (Stream.of(arguments).anyMatch(argument -> argument.indexOf(NO_CHARACTER) >= 0)) {
      command
          .getErr()
          .println(
              "taskworkers: An argument is no text in this shell's locale ("
                  + System.getProperty("sun.jnu.encoding")
                  + "); set LC_ALL=C.UTF-8.");
      return 2;
    }
    try {
      return command.execute(arguments);
    } catch (Error e) {
      return Problems.report(e, command.getErr());
    }
  }

  /** The whole command, for main and for tests. */
  static CommandLine commandLine() {
    var command = new CommandLine(new Taskworkers());
    // 'kubectl twp ui' is the same as 'taskworkers ui'.
    command.getSubcommands().get("twp").addSubcommand("ui", new UiCommand());
    return command
        .setExecutionExceptionHandler(new Failures())
        .setParameterExceptionHandler(new Failures())
        .setUnmatchedOptionsArePositionalParams(false);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Expected a command.");
  }

  /** One way to say what went wrong: a sentence on stderr, 2 for wrong usage, 1 for a failure. */
  private static final class Failures
      implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException problem, String[] arguments) {
      var command = problem.getCommandLine();
      PrintWriter err = command.getErr();
      err.println("taskworkers: " + WrongWords.sentence(problem));
      err.println(
          "Run '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
      return 2;
    }

    @Override
    public int handleExecutionException(
        Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
      return Problems.report(problem, command.getErr());
    }
  }
}
