// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@DisplayName("The environment of a program")
@Timeout(180)
class TaskEnvironmentTest {
  private static final String CITIES = "Zürich-東京.jpg";

  private final Logger logger = (Logger) LoggerFactory.getLogger(TaskEnvironment.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({"image-size, image_size", "image.size, image-size", "Size, size", "a b, a-b"})
  void holds_neither_of_two_attributes_with_one_variable(String one, String two) {
    var orders = List.of(List.of(one, two), List.of(two, one));
    for (var names : orders) {
      var attributes = new LinkedHashMap<String, String>();
      names.forEach(name -> attributes.put(name, name));
      assertThat(written(new TaskEnvironment(StandardCharsets.UTF_8, false), attributes))
          .doesNotContainValue(one)
          .doesNotContainValue(two);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "größe, TASK_ATTRIBUTE_GR__E",
    "groß, TASK_ATTRIBUTE_GRO_",
    "\u0131d, TASK_ATTRIBUTE__D",
    "\ud83d\ude00, TASK_ATTRIBUTE__"
  })
  void has_an_underscore_for_each_character_that_is_no_letter_of_ascii(
      String attribute, String variable) {
    var environment = new TaskEnvironment(StandardCharsets.UTF_8, false);
    assertThat(written(environment, Map.of(attribute, "x"))).containsEntry(variable, "x");
  }

  @Test
  void is_left_out_and_said_so_once_where_two_attributes_share_it() {
    var environment = new TaskEnvironment(StandardCharsets.UTF_8, false);
    assertThat(written(environment, Map.of("a-b", "1", "a_b", "2", "A.b", "3", "c", "4")))
        .doesNotContainKey("TASK_ATTRIBUTE_A_B")
        .containsEntry("TASK_ATTRIBUTE_C", "4");
    written(environment, Map.of("c-d", "1", "c_d", "2"));
    assertThat(log.list)
        .singleElement()
        .asString()
        .contains("the attributes 'A.b' and 'a-b' share the variable TASK_ATTRIBUTE_A_B");
  }

  @Test
  void is_left_out_and_said_so_once_where_its_value_has_a_nul() {
    var environment = new TaskEnvironment(StandardCharsets.UTF_8, false);
    for (var task = 0; task < 3; task++) {
      assertThat(written(environment, Map.of("a", "x\0y", "b", "z")))
          .doesNotContainKey("TASK_ATTRIBUTE_A")
          .containsEntry("TASK_ATTRIBUTE_B", "z");
    }
    assertThat(log.list)
        .singleElement()
        .asString()
        .contains("TASK_ATTRIBUTE_A is left out, because its value contains a NUL character");
  }

  @Test
  void is_not_the_containers_where_two_attributes_share_it() {
    var variables = new HashMap<>(Map.of("TASK_ATTRIBUTE_A_B", "container", "PATH", "/bin"));
    new TaskEnvironment(StandardCharsets.UTF_8, false)
        .write(Tasks.of("", Map.of("a-b", "1", "a_b", "2")), new TestContext(), variables);
    assertThat(variables).doesNotContainKey("TASK_ATTRIBUTE_A_B").containsEntry("PATH", "/bin");
  }

  @Test
  void is_said_once_to_be_garbled_by_the_locale_where_nothing_helps() {
    var environment = new TaskEnvironment(StandardCharsets.US_ASCII, false);
    written(environment, Map.of("file", "plain"));
    assertThat(log.list).isEmpty();
    written(environment, Map.of("file", CITIES));
    written(environment, Map.of("file", CITIES));
    assertThat(log.list).singleElement().asString().contains("US-ASCII. Set LC_ALL=C.UTF-8");
  }

  @Test
  void reaches_a_program_as_utf_8_in_any_locale() throws Exception {
    for (var locale : List.of("C", "C.UTF-8")) {
      assertThat(Jvm.output(List.of(), Map.of("LC_ALL", locale), AttributeToInput.class))
          .describedAs(locale)
          .containsExactly("Ack[]");
    }
    assertThat(log.list).isEmpty();
  }

  private static Map<String, String> written(
      TaskEnvironment environment, Map<String, String> attributes) {
    var variables = new HashMap<String, String>();
    environment.write(Tasks.of("", attributes), new TestContext(), variables);
    return variables;
  }

  /** Runs a program that compares an attribute with its input, which has the same text. */
  static final class AttributeToInput {
    private AttributeToInput() {}

    public static void main(String[] none) throws Exception {
      var command = List.of("sh", "-c", "test \"$(cat)\" = \"$TASK_ATTRIBUTE_FILE\"");
      var threads = Executors.newCachedThreadPool();
      try (var timer = new FastTimer(new FastClock(Instant.now(), 1));
          var handler = ExecHandler.of(command, timer, threads)) {
        var task = Tasks.of(CITIES, Map.of("file", CITIES));
        System.out.println("= " + handler.handle(task, new TestContext()));
      }
      System.exit(0);
    }
  }
}
