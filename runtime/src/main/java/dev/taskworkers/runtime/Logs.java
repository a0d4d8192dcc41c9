// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/**
 * Sets up logging in code, which starts faster than a configuration file: one JSON object a line on
 * a pod, short readable lines elsewhere. They go to stderr, since commands print their results on
 * stdout; only a process that prints nothing else has its JSON there. {@link #LEVEL} and {@link
 * #FORMAT} override.
 */
public final class Logs {
  /** The environment variable of the level of our own messages: INFO, where it is not set. */
  public static final String LEVEL = "TASKWORKERS_LOG_LEVEL";

  /** The environment variable of the format: json or text. */
  public static final String FORMAT = "TASKWORKERS_LOG_FORMAT";

  /** What programs write has threads of its own, which may wait for their log. */
  private static final String PROGRAMS = "dev.taskworkers.worker.handlers.exec";

  /** Ends the name of the logger of what a program writes there. */
  public static final String STDERR = ".stderr";

  private static final AtomicReference<LogQueue> QUEUE = new AtomicReference<>();

  private Logs() {}

  /**
   * Configures the process to log on stderr; called once, first thing in main.
   *
   * @throws UsageException when a variable has a value that it can't have; the process logs all the
   *     same, as if the variable were not set
   */
  public static void configure(Map<String, String> environment) {
    configure(environment, false);
  }

  /**
   * Configures a process that prints nothing else to log on stdout, as collectors have it: they
   * take a line on stderr for an error. What programs write on stderr stays there.
   *
   * @throws UsageException as {@link #configure}
   */
  public static void configureForCollectors(Map<String, String> environment) {
    configure(environment, true);
  }

  private static void configure(Map<String, String> environment, boolean forCollectors) {
    // SLF4J would look for its provider in every jar, and then say that it need not.
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogbackProvider.class.getName());
    System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var onPod = environment.containsKey("KUBERNETES_SERVICE_HOST");
    var format = given(environment, FORMAT);
    var isJson = onPod ? !format.equals("text") : format.equals("json");
    var onStdout = isJson && forCollectors;
    var appender =
        new LogQueue(
            isJson ? json(context) : text(context),
            line -> onStdout && !line.getLoggerName().endsWith(STDERR) ? System.out : System.err,
            line -> line.getLoggerName().startsWith(PROGRAMS));
    appender.setContext(context);
    appender.start();
    endWithTheProcess(appender);
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    // It warns at every start that v1beta1 is a beta version, which we know.
    context
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.ERROR);
    var level = given(environment, LEVEL);
    context.getLogger("dev.taskworkers").setLevel(Level.toLevel(level, Level.INFO));
    if (!level.isEmpty() && Level.toLevel(level, null) == null) {
      throw wrong(LEVEL, "error, warn, info, or debug", level);
    }
    if (!format.isEmpty() && !format.equals("json") && !format.equals("text")) {
      throw wrong(FORMAT, "json or text", format);
    }
  }

  /** Empty where it is not set. */
  private static String given(Map<String, String> environment, String variable) {
    return environment.getOrDefault(variable, "").strip();
  }

  private static UsageException wrong(String variable, String expected, String found) {
    return new UsageException(variable + ": expected " + expected + ", but found '" + found + "'.");
  }

  /** Lines that were dropped since the start, because nobody read the log fast enough. */
  public static long dropped() {
    var queue = QUEUE.get();
    return queue == null ? 0 : queue.dropped();
  }

  private static void endWithTheProcess(LogQueue queue) {
    if (QUEUE.getAndSet(queue) == null) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> QUEUE.get().flush(LogQueue.PATIENCE), "log-end"));
    }
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    var encoder = new PrintableJson();
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    var encoder = new TextEncoder(ZoneId.systemDefault());
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}
