package dev.taskworkers.worker.handlers.java;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.handlers.PreparedHandler;
import java.lang.reflect.InvocationTargetException;

/** Runs a handler of the class path and interrupts its thread at cancellation. */
public record JavaHandler(TaskHandler handler) implements PreparedHandler {
  /**
   * Makes an instance of {@code className}, which this thread's context class loader finds.
   *
   * @throws UsageException saying what is wrong with the class
   */
  public static JavaHandler named(String className) {
    try {
      var loader = Thread.currentThread().getContextClassLoader();
      var type = Class.forName(className, true, loader);
      if (!TaskHandler.class.isAssignableFrom(type)) {
        throw unusable(className, "it does not implement " + TaskHandler.class.getName());
      }
      return new JavaHandler((TaskHandler) type.getConstructor().newInstance());
    } catch (ClassNotFoundException e) {
      throw unusable(className, "it is not on the class path");
    } catch (NoSuchMethodException e) {
      throw unusable(className, "it has no public constructor without parameters");
    } catch (InstantiationException | IllegalAccessException e) {
      throw unusable(className, "it must be a public class that is not abstract");
    } catch (InvocationTargetException e) {
      throw unusable(className, "its constructor failed with " + e.getCause());
    } catch (LinkageError e) {
      throw unusable(className, "it can't be loaded: " + e);
    }
  }

  @Override
  public Outcome handle(Task task, TaskContext context) throws Exception {
    var interruption = new Interruption(Thread.currentThread());
    context.onCancel(interruption::now);
    try {
      return handler.handle(task, context);
    } finally {
      interruption.noMore();
    }
  }

  private static UsageException unusable(String className, String why) {
    return new UsageException(
        "TASKWORKERS_JAVA_CLASS: the class '" + className + "' can't handle tasks: " + why + ".");
  }
}
