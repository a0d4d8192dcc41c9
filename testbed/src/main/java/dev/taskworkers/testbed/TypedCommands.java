// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the commands that a page in Markdown tells its reader to type. */
public final class TypedCommands {
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^( *)```(?:sh)?\\n(.*?)^ *```|^ {4}(\\S.*)$|(?<!`)`([^`\\n]+)`(?!`)");

  /** Where a command may begin. */
  private static final Pattern STARTS =
      Pattern.compile(
          "(?:^ *|[|;(&'] *|\\n *)((?:\\./)?taskworkers|kubectl|helm|gcloud|kind|docker)(?= )");

  private TypedCommands() {}

  /** The commands of ours, and of the programs that pages name, in the order of {@code page}. */
  public static List<List<String>> in(String page) {
    var found = new ArrayList<List<String>>();
    for (var block : FENCED.matcher(page).results().toList()) {
      var isInline = block.group(4) != null;
      var text =
          Optional.ofNullable(block.group(2))
              .or(() -> Optional.ofNullable(block.group(3)))
              .orElse(block.group(4))
              .replace("\\\n", " ");
      for (var start : STARTS.matcher(text).results().toList()) {
        if (!isInline || start.start() == 0) {
          found.add(words(text.substring(start.start(1))));
        }
      }
    }
    return found;
  }

  /** The words up to the end of the command, as a shell tells them. */
  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    var inWord = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if ("\n|;&)>#".indexOf(c) >= 0 && (c != '#' || !inWord)) {
        break;
      } else if (c == ' ') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
