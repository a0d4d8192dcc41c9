// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that a worker starts for each task, and its arguments, as {@link
 * EnvVars#EXEC_COMMAND} has them: a JSON array of strings.
 */
public final class ExecCommand {
  private static final JsonFactory JSON = new JsonFactory();

  private ExecCommand() {}

  /** Writes {@code words}, for example {@code ["/app/thumbnail","--fast"]}. */
  public static String format(List<String> words) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
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
    var words = new ArrayList<String>();
    try (var json = JSON.createParser(text)) {
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
        EnvVars.EXEC_COMMAND
            + ": expected a JSON array of strings, for example"
            + " [\"/app/thumbnail\", \"--fast\"], but found '"
            + text
            + "'.");
  }
}
