// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program finds in its environment: {@code TASK_ID}, {@code TASK_ATTEMPT}, {@code
 * TASK_PUBLISH_TIME}, {@code TASK_DEADLINE}, {@code TASK_ORDERING_KEY}, {@code TRACEPARENT}, and
 * {@code TASK_ATTRIBUTE_<NAME>} for each attribute, in capitals with _ for what no name may hold. A
 * variable that two attributes share is not there at all, whatever the container's environment has.
 */
final class TaskEnvironment {
  private static final Logger log = LoggerFactory.getLogger(TaskEnvironment.class);
  private static final int JNU_SINCE = 18;

  private final Charset charset;
  private final boolean launcherDecodesHex;
  private final AtomicBoolean saidGarbled = new AtomicBoolean();
  private final AtomicBoolean saidShared = new AtomicBoolean();
  private final AtomicBoolean saidNul = new AtomicBoolean();

  /**
   * An environment for programs.
   *
   * @param charset that this JVM encodes an environment with
   * @param launcherDecodesHex whether {@link HexVariables} can be used
   */
  TaskEnvironment(Charset charset, boolean launcherDecodesHex) {
    this.charset = charset;
    this.launcherDecodesHex = launcherDecodesHex;
  }

  /** What this JVM encodes an environment with: the locale's charset. */
  static Charset charset() {
    return Runtime.version().feature() < JNU_SINCE
        ? Charset.defaultCharset()
        : Charset.forName(System.getProperty("sun.jnu.encoding"));
  }

  void write(Task task, TaskContext context, Map<String, String> environment) {
    environment.put("TASK_ATTEMPT", Integer.toString(context.attempt()));
    environment.put("TASK_DEADLINE", context.deadline().toString());
    environment.put("TASK_PUBLISH_TIME", task.publishTime().toString());
    put(task, "TASK_ID", task.id(), environment);
    put(task, "TASK_ORDERING_KEY", task.orderingKey(), environment);
    byVariable(task)
        .forEach(
            (name, value) -> {
              if (value.isPresent()) {
                put(task, name, value.get(), environment);
              } else {
                environment.remove(name);
              }
            });
    Trace.of(task, context).ifPresent(trace -> environment.put("TRACEPARENT", trace));
  }

  /**
   * The values of variables; those that attributes share have none: whoever may add one to a task
   * could else put it in the place of another one, on which a program relies.
   */
  private Map<String, Optional<String>> byVariable(Task task) {
    var names = new HashMap<String, String>();
    var values = new HashMap<String, Optional<String>>();
    new TreeMap<>(task.attributes())
        .forEach(
            (name, value) -> {
              var variable = variable(name);
              var other = names.put(variable, name);
              values.put(variable, other == null ? Optional.of(value) : Optional.empty());
              if (other == null) {
                return;
              }
              if (saidShared.compareAndSet(false, true)) {
                log.warn(
                    "Task {}: the attributes '{}' and '{}' share the variable {}, which is"
                        + " therefore left out. The log names no further cases.",
                    task.id(),
                    other,
                    name,
                    variable);
              }
            });
    return values;
  }

  private static String variable(String attribute) {
    // First what is no ASCII, because some of that has capitals which are.
    return "TASK_ATTRIBUTE_" + attribute.replaceAll("[^A-Za-z0-9_]", "_").toUpperCase(Locale.ROOT);
  }

  private void put(Task task, String variable, String value, Map<String, String> environment) {
    if (value.indexOf('\0') >= 0) {
      environment.remove(variable);
      if (saidNul.compareAndSet(false, true)) {
        log.warn(
            "Task {}: {} is left out, because its value contains a NUL character, which an"
                + " environment variable can't hold. The log names no further cases.",
            task.id(),
            variable);
      }
    } else if (charset.equals(StandardCharsets.UTF_8) || isAscii(value)) {
      environment.put(variable, value);
    } else if (launcherDecodesHex) {
      HexVariables.put(variable, value, environment);
    } else {
      environment.put(variable, value);
      warnOfLocale(task, variable);
    }
  }

  private void warnOfLocale(Task task, String variable) {
    if (saidGarbled.compareAndSet(false, true)) {
      log.warn(
          "Task {}: {} holds characters that programs get as UTF-8 only in a UTF-8 locale, and this"
              + " one has {}. Set LC_ALL=C.UTF-8. The log names no further cases.",
          task.id(),
          variable,
          charset);
    }
  }

  private static boolean isAscii(String value) {
    return value.chars().allMatch(each -> each < 0x80);
  }
}
