// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.TaskHandler;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Finds the class that a pool names, and says in a sentence what is wrong with it. */
public final class HandlerClass {
  private HandlerClass() {}

  /**
   * A handler that calls an instance of the class.
   *
   * @throws UsageException when the class is no handler, or of the other kind than it is told
   */
  public static PreparedHandler prepare(String name, BatchLimits batch) {
    // A record's equals would be linked for this alone, which every start would wait for.
    var batches = batch.size() > 0;
    var handler = instance(name);
    if (batches && handler instanceof BatchTaskHandler many) {
      return new BatchHandler(many, batch, Optional::empty);
    }
    if (!batches && handler instanceof TaskHandler single) {
      return new JavaHandler(single);
    }
    throw batches
        ? unusable(name, "with a batch size it must implement " + BatchTaskHandler.class.getName())
        : unusable(name, "it takes batches; say of which size with " + EnvVars.BATCH_SIZE);
  }

  private static Object instance(String className) {
    try {
      var loader = Thread.currentThread().getContextClassLoader();
      var type = Class.forName(className, true, loader);
      if (!TaskHandler.class.isAssignableFrom(type)
          && !BatchTaskHandler.class.isAssignableFrom(type)) {
        throw unusable(
            className,
            "it does not implement " + TaskHandler.class.getName() + " or its batch form");
      }
      return type.getConstructor().newInstance();
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

  private static UsageException unusable(String className, String why) {
    return new UsageException(
        EnvVars.JAVA_CLASS + ": the class '" + className + "' can't handle tasks: " + why + ".");
  }
}
