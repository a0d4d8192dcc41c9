// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGTERM and SIGINT. A shutdown hook would hear the first only, and would spoil the exit
 * code. The JDK's class is called by reflection because compilers warn of its name.
 */
public final class Signals {
  private Signals() {}

  /** Runs {@code action} at each SIGTERM and each SIGINT, on a thread of the JVM. */
  public static void onTermination(Runnable action) {
    handle("TERM", action);
    handle("INT", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      LoggerFactory.getLogger(Signals.class)
          .warn(
              "SIG{} ends this process at once: this JVM can't hear it ({}).", name, e.toString());
    }
  }
}
