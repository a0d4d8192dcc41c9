// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that a worker starts for each task, and its arguments, as {@link
 * EnvVars#EXEC_COMMAND} has them: a JSON array of strings. Gson reads it, which gRPC brings along:
 * Jackson's parser would have the JDK compute its tables of decimals at each start of a worker.
 */
public final class ExecCommand {
  private ExecCommand() {}

  /** Writes {@code words}, for example {@code ["/app/thumbnail","--fast"]}. */
  public static String format(List<String> words) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(text)) {
      json.writeArray(words.toArray(String[]::new), 0, words.size());
    } catch (IOException e) {
      throw new UncheckedIOException("A list of words could not be written as JSON.", e);
    }
    return text.toString();
  }

  /**
   * Reads {@code text}.
   *
   * @throws UsageException when it is no such array, is empty, or has a word that no program can
   *     get as an argument
   */
  public static List<String> parse(String text) {
    try (var json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      var words = readStrings(json);
      if (json.peek() == JsonToken.END_DOCUMENT
          && !words.isEmpty()
          && words.stream().noneMatch(word -> word.indexOf('\0') >= 0)) {
        return words;
      }
    } catch (IOException | IllegalStateException e) {
      throw notACommand(text);
    }
    throw notACommand(text);
  }

  private static List<String> readStrings(JsonReader json) throws IOException {
    var words = new ArrayList<String>();
    json.beginArray();
    while (json.peek() == JsonToken.STRING) {
      words.add(json.nextString());
    }
    json.endArray();
    return words;
  }

  private static UsageException notACommand(String text) {
    return new UsageException(
        EnvVars.EXEC_COMMAND
            + ": expected a JSON array of strings, for example"
            + " [\"/app/thumbnail\", \"--fast\"], but found '"
            + text
            + "'.");
  }
}
