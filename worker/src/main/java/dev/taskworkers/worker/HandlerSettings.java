package dev.taskworkers.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.handlers.BatchLimits;
import dev.taskworkers.worker.handlers.HandlerSpec;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the environment that chooses the handler: {@code TASKWORKERS_HANDLER}, and with exec
 * {@code TASKWORKERS_EXEC_COMMAND} (a JSON array of strings), with http {@code
 * TASKWORKERS_HTTP_URL} (http://127.0.0.1:8080/), {@code TASKWORKERS_HTTP_FORMAT} (CloudEvents or
 * PubSubPush) and what {@link StatusSettings} reads, with java {@code TASKWORKERS_JAVA_CLASS}, and
 * where a server or a class takes batches {@code TASKWORKERS_BATCH_SIZE} and {@code
 * TASKWORKERS_BATCH_WITHIN} (100ms).
 */
final class HandlerSettings {
  private HandlerSettings() {}

  static HandlerSpec read(Environment environment, int concurrency) {
    var command = environment.text("TASKWORKERS_EXEC_COMMAND", "");
    var url = environment.text("TASKWORKERS_HTTP_URL", "http://127.0.0.1:8080/");
    var format = environment.text("TASKWORKERS_HTTP_FORMAT", "CloudEvents");
    var statuses = StatusSettings.read(environment);
    var className = environment.text("TASKWORKERS_JAVA_CLASS", "");
    var batch = batch(environment, concurrency);
    var kind = environment.required("TASKWORKERS_HANDLER", "exec, http or java");
    return switch (kind) {
      case "exec" -> {
        requireNone(batch);
        yield new HandlerSpec.Exec(command(command));
      }
      case "http" -> new HandlerSpec.Http(url(url), format(format), statuses, batch);
      case "java" -> new HandlerSpec.Java(className(className), batch);
      default ->
          throw new UsageException(
              "TASKWORKERS_HANDLER: expected exec, http or java, but found '" + kind + "'.");
    };
  }

  private static BatchLimits batch(Environment environment, int concurrency) {
    var size = (int) environment.number("TASKWORKERS_BATCH_SIZE", 0, 1, 1000);
    var within = environment.positive("TASKWORKERS_BATCH_WITHIN", Duration.ofMillis(100));
    if (size > concurrency) {
      throw new UsageException(
          "TASKWORKERS_BATCH_SIZE must not be more than TASKWORKERS_CONCURRENCY, because each task"
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
          "TASKWORKERS_BATCH_SIZE does nothing with TASKWORKERS_HANDLER exec, which starts a program"
              + " for each task: remove it, or choose http or java.");
    }
  }

  private static List<String> command(String text) {
    var words = new ArrayList<String>();
    try (var json = new JsonFactory().createParser(text)) {
      if (json.nextToken() == JsonToken.START_ARRAY && readStrings(json, words)) {
        return words;
      }
    } catch (IOException e) {
      throw notACommand(text);
    }
    throw notACommand(text);
  }

  private static boolean readStrings(JsonParser json, List<String> words) throws IOException {
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      words.add(json.getText());
    }
    var closed = json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null;
    return closed && words.stream().noneMatch(word -> word.indexOf('\0') >= 0) && !words.isEmpty();
  }

  private static UsageException notACommand(String text) {
    return new UsageException(
        "TASKWORKERS_EXEC_COMMAND: expected a JSON array of strings, for example"
            + " [\"/app/thumbnail\", \"--fast\"], but found '"
            + text
            + "'.");
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
        "TASKWORKERS_HTTP_URL: expected http://HOST:PORT/PATH, for example http://127.0.0.1:8080/,"
            + " but found '"
            + text
            + "'.");
  }

  private static HandlerSpec.Format format(String text) {
    for (var format : HandlerSpec.Format.values()) {
      if (format.name().equals(text)) {
        return format;
      }
    }
    throw new UsageException(
        "TASKWORKERS_HTTP_FORMAT: expected CloudEvents or PubSubPush, but found '" + text + "'.");
  }

  private static String className(String text) {
    if (text.isEmpty()) {
      throw new UsageException(
          "TASKWORKERS_JAVA_CLASS is not set. Name the class that implements TaskHandler, for"
              + " example com.acme.Thumbnail.");
    }
    return text;
  }
}
