// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.handlers.BatchLimits;
import dev.taskworkers.worker.handlers.StatusRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** Reads from the environment which handler to use; see {@link EnvVars}. */
final class HandlerSettings {
  private HandlerSettings() {}

  static HandlerSpec read(Environment environment, int concurrency) {
    var command = environment.text(EnvVars.EXEC_COMMAND, "");
    var url = environment.text(EnvVars.HTTP_URL, "http://127.0.0.1:8080/");
    var format = environment.text(EnvVars.HTTP_FORMAT, HttpFormat.CloudEvents.name());
    var statuses = StatusRules.read(environment);
    var className = environment.text(EnvVars.JAVA_CLASS, "");
    var batch = batch(environment, concurrency);
    var kind = environment.required(EnvVars.HANDLER, HandlerKind.EXEC.label());
    return switch (HandlerKind.of(kind)) {
      case EXEC -> {
        requireNone(batch);
        yield new HandlerSpec.Exec(ExecCommand.parse(command));
      }
      case HTTP -> new HandlerSpec.Http(url(url), HttpFormat.of(format), statuses, batch);
      case JAVA -> new HandlerSpec.Java(className(className), batch);
    };
  }

  /** An object of the application; what chooses another handler does nothing. */
  static HandlerSpec embedded(Environment environment, int concurrency, Object handler) {
    environment.text(EnvVars.HANDLER, "");
    environment.text(EnvVars.JAVA_CLASS, "");
    return new HandlerSpec.Instance(handler, batch(environment, concurrency));
  }

  private static BatchLimits batch(Environment environment, int concurrency) {
    var size = (int) environment.number(EnvVars.BATCH_SIZE, 0, 1, 1000);
    var within = GoDuration.readPositive(environment, EnvVars.BATCH_WITHIN, Duration.ofMillis(100));
    if (size > concurrency) {
      throw new UsageException(
          EnvVars.BATCH_SIZE
              + " must not be more than "
              + EnvVars.CONCURRENCY
              + ", because each task"
              + " of a batch has a slot; found "
              + size
              + " and "
              + concurrency
              + ".");
    }
    return size == 0 ? BatchLimits.NONE : new BatchLimits(size, within);
  }

  private static void requireNone(BatchLimits batch) {
    if (batch.size() > 0) {
      throw new UsageException(
          EnvVars.BATCH_SIZE
              + " does nothing with "
              + EnvVars.HANDLER
              + " exec, which starts a program"
              + " for each task: remove it, or choose http or java.");
    }
  }

  private static URI url(String text) {
    try {
      var url = new URI(text);
      if ("http".equals(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw notAnUrl(text);
    }
    throw notAnUrl(text);
  }

  private static UsageException notAnUrl(String text) {
    return new UsageException(
        EnvVars.HTTP_URL
            + ": expected http://HOST:PORT/PATH, for example http://127.0.0.1:8080/,"
            + " but found '"
            + text
            + "'.");
  }

  private static String className(String text) {
    if (text.isEmpty()) {
      throw new UsageException(
          EnvVars.JAVA_CLASS
              + " is not set. Name the class that implements TaskHandler, for"
              + " example com.acme.Thumbnail.");
    }
    return text;
  }
}
