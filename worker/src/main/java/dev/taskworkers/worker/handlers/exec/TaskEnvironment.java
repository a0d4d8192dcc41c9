package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program finds in its environment: {@code TASK_ID}, {@code TASK_ATTEMPT}, {@code
 * TASK_PUBLISH_TIME}, {@code TASK_DEADLINE}, {@code TASK_ORDERING_KEY}, {@code TRACEPARENT}, and
 * {@code TASK_ATTRIBUTE_<NAME>} for each attribute, in capitals with _ for what no name may hold.
 */
final class TaskEnvironment {
  private static final Logger log = LoggerFactory.getLogger(TaskEnvironment.class);

  private TaskEnvironment() {}

  static void write(Task task, TaskContext context, Map<String, String> environment) {
    environment.put("TASK_ATTEMPT", Integer.toString(context.attempt()));
    environment.put("TASK_DEADLINE", context.deadline().toString());
    environment.put("TASK_PUBLISH_TIME", task.publishTime().toString());
    put(task, "TASK_ID", task.id(), environment);
    put(task, "TASK_ORDERING_KEY", task.orderingKey(), environment);
    new TreeMap<>(task.attributes())
        .forEach((name, value) -> put(task, variable(name), value, environment));
    Trace.of(task, context).ifPresent(trace -> environment.put("TRACEPARENT", trace));
  }

  private static String variable(String attribute) {
    return "TASK_ATTRIBUTE_" + attribute.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
  }

  private static void put(
      Task task, String variable, String value, Map<String, String> environment) {
    if (value.indexOf('\0') >= 0) {
      log.warn(
          "Task {}: {} is left out, because its value holds a NUL, which no environment can.",
          task.id(),
          variable);
    } else {
      environment.put(variable, value);
    }
  }
}
