// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.testbed.CommittedFile;
import dev.taskworkers.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of environment variables is made of the comments in {@code EnvVars}. */
@DisplayName("The page about the environment")
class EnvironmentDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/environment.md");
  private static final Path SOURCE =
      ROOT.resolve("protocol/src/main/java/dev/taskworkers/protocol/EnvVars.java");

  /** A section, or a constant with its comment. */
  private static final Pattern PART =
      Pattern.compile(
          "(?s)// ((?:Both|A|The)[\\w ]+)\\.\\n|/\\*\\*((?:(?!\\*/).)*)\\*/\\s+"
              + "public static final String (\\w+) =");

  private static final Pattern DEFAULT = Pattern.compile("Default: `([^`]+)`\\.$");

  /** A variable that a process reads, spelt out in its source. */
  private static final Pattern LITERAL =
      Pattern.compile("\"((?:GCP|GOOGLE|PUBSUB|MONITORING|POD|OTEL|TASK)_[A-Z_]+|TRACEPARENT)\"");

  /** What the comments don't tell, because other processes own the names. */
  private static final String OTHERS =
      """

      ## Of others
      | variable | who reads it | what it is |
      | --- | --- | --- |
      | `PUBSUB_EMULATOR_HOST` | every process | `HOST:PORT` of an emulator in Pub/Sub's place, without credentials; the operator hands it on to workers |
      | `PUBSUB_ENDPOINT` | every process | Pub/Sub's endpoint of one region, such as `europe-west1-pubsub.googleapis.com`; the operator hands it on to workers |
      | `MONITORING_EMULATOR_HOST` | the operator | `HOST:PORT` of an emulator in Cloud Monitoring's place |
      | `GOOGLE_APPLICATION_CREDENTIALS` | every process | the file with the key of a service account, where there is no Workload Identity |
      | `GCP_PUBSUB_TOPIC_ID` | `taskworkers dispatch` and the dispatcher | the topic to send tasks to |
      | `POD_NAMESPACE` | the operator | its own namespace, where its Lease and its keys are |
      | `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` | a worker | where spans are sent; absent: none are. [The others](telemetry.md#traces) hold as in every SDK, among them `OTEL_TRACES_EXPORTER`, `OTEL_EXPORTER_OTLP_PROTOCOL`, and `OTEL_EXPORTER_OTLP_TRACES_PROTOCOL` |

      ## What a program finds
      A program of an `exec` handler has the worker's environment, and of its task:

      | variable | what it is |
      | --- | --- |
      | `TASK_ID` | the message ID |
      | `TASK_ATTEMPT` | the number of this run, from 1 |
      | `TASK_PUBLISH_TIME` | when the task was published |
      | `TASK_DEADLINE` | when the run is ended |
      | `TASK_ORDERING_KEY` | the ordering key; empty without one |
      | `TASK_ATTRIBUTE_<NAME>` | [an attribute](handlers.md#what-a-program-gets-and-what-becomes-of-its-processes) |
      | `TRACEPARENT` | the trace, where the publisher or the worker traces |
      """;

  private record Variable(String section, String name, String text) {}

  /** Run with -Denvironment.update=true to write the page instead of comparing it. */
  @Test
  void says_what_the_comments_say() throws IOException {
    CommittedFile.check(PAGE, page(), getClass(), "environment.update");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"runtime", "protocol", "operator", "worker", "dispatcher"})
  void names_each_variable_that_is_read_in(String module) throws IOException {
    var page = Files.readString(PAGE);
    var missing = new TreeSet<String>();
    try (var files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
      for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        LITERAL
            .matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1))
            .filter(name -> !page.contains("`" + name))
            .filter(name -> !page.contains("`" + EnvVars.PREFIX + name))
            .forEach(missing::add);
      }
    }
    assertThat(missing).isEmpty();
  }

  /** What is said to be the default changes nothing when it is set. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("defaults")
  void tells_the_default_of(String name, String value, boolean operator) {
    var without = new HashMap<String, String>();
    if (!operator) {
      without.putAll(
          Map.of(
              EnvVars.SUBSCRIPTION_ID,
              "projects/acme/subscriptions/thumbnails",
              EnvVars.HANDLER,
              "http",
              "HOSTNAME",
              "here"));
      if (name.equals(EnvVars.BATCH_WITHIN)) {
        without.put(EnvVars.BATCH_SIZE, "1");
      } else if (name.equals(EnvVars.DEDUPLICATION_WINDOW)) {
        without.put(EnvVars.DEDUPLICATION_ATTRIBUTE, "order-id");
      }
    }
    var with = new HashMap<>(without);
    assumeThat(with.put(name, value)).isNull();
    if (operator) {
      assertThat(OperatorConfig.from(with)).isEqualTo(OperatorConfig.from(without));
    } else {
      assertThat(WorkerConfig.from(with))
          .usingRecursiveComparison()
          .isEqualTo(WorkerConfig.from(without));
    }
  }

  static List<Arguments> defaults() throws IOException {
    var found = new ArrayList<Arguments>();
    for (var variable : variables()) {
      var value = DEFAULT.matcher(variable.text());
      if (value.find()) {
        var isName = value.group(1).startsWith(EnvVars.PREFIX);
        if (!isName && !variable.name().equals(EnvVars.LOG_LEVEL)) {
          found.add(
              Arguments.of(
                  variable.name(),
                  value.group(1),
                  variable.section().equals("The operator reads these")));
        }
      }
    }
    return found;
  }

  private static String page() throws IOException {
    var page = new StringBuilder("# Environment variables\n");
    page.append("This page is generated from the comments in `EnvVars`. In a cluster you set none")
        .append(" of these yourself: the chart sets those of the operator, and the operator those")
        .append(" of workers. Durations are written as in Go: `30s`, `10m`, `2h`.\n");
    var section = "";
    for (var variable : variables()) {
      if (!variable.section().equals(section)) {
        section = variable.section();
        page.append("\n## ").append(section).append("\n| variable | what it is |\n| --- | --- |\n");
      }
      page.append("| `").append(variable.name()).append("` | ");
      page.append(variable.text().replace("|", "\\|")).append(" |\n");
    }
    return page.append(OTHERS).toString();
  }

  private static List<Variable> variables() throws IOException {
    var found = new ArrayList<Variable>();
    var section = "";
    for (var part : PART.matcher(Files.readString(SOURCE)).results().toList()) {
      if (part.group(1) != null) {
        section = part.group(1);
      } else if (!section.isEmpty()) {
        found.add(new Variable(section, value(part.group(3)), text(part.group(2))));
      }
    }
    assertThat(found).as("each constant has a comment").hasSize(constants() - 1);
    return found;
  }

  private static int constants() throws IOException {
    return (int)
        Files.readString(SOURCE).lines().filter(line -> line.contains("final String")).count();
  }

  private static String value(String constant) {
    try {
      return (String) EnvVars.class.getField(constant).get(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(String comment) {
    return comment
        .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .strip();
  }
}
