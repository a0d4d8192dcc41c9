// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What a plain word of YAML is for kubectl: as in YAML 1.1, 0400 is octal and yes is a boolean, but
 * 12:30 is a text.
 */
final class KubectlSchema extends CoreSchema {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Map<String, Boolean> BOOLEANS = new HashMap<>();

  static {
    Set.of("y", "yes", "true", "on").forEach(word -> spell(word, true));
    Set.of("n", "no", "false", "off").forEach(word -> spell(word, false));
  }

  private static final Map<Pattern, Integer> WHOLE =
      Map.of(
          Pattern.compile("([-+]?)(0|[1-9][0-9]*)"), 10,
          Pattern.compile("([-+]?)0o?([0-7]+)"), 8,
          Pattern.compile("([-+]?)0x([0-9a-fA-F]+)"), 16,
          Pattern.compile("([-+]?)0b([01]+)"), 2);

  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  @Override
  public ScalarResolver getScalarResolver() {
    return (text, plain) -> plain ? tag(text) : Tag.STR;
  }

  @Override
  public Map<Tag, ConstructNode> getSchemaTagConstructors() {
    var constructors = new HashMap<>(super.getSchemaTagConstructors());
    constructors.put(Tag.BOOL, node -> BOOLEANS.get(text(node)));
    constructors.put(Tag.INT, node -> narrow(whole(text(node)).orElseThrow()));
    constructors.put(Tag.FLOAT, node -> Double.valueOf(digits(text(node))));
    return constructors;
  }

  private static Tag tag(String text) {
    if (text.equals("<<")) {
      return Tag.MERGE;
    }
    if (NULLS.contains(text)) {
      return Tag.NULL;
    }
    if (BOOLEANS.containsKey(text)) {
      return Tag.BOOL;
    }
    if (whole(text).isPresent()) {
      return Tag.INT;
    }
    return isFloat(digits(text)) ? Tag.FLOAT : Tag.STR;
  }

  /** JSON has no number for what is too great. */
  private static boolean isFloat(String text) {
    return FLOAT.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
  }

  private static Optional<BigInteger> whole(String text) {
    var digits = digits(text);
    for (var form : WHOLE.entrySet()) {
      var match = form.getKey().matcher(digits);
      if (match.matches()) {
        return Optional.of(new BigInteger(match.group(1) + match.group(2), form.getValue()));
      }
    }
    return Optional.empty();
  }

  private static Number narrow(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return Integer.valueOf(number.intValue());
    }
    if (number.bitLength() < Long.SIZE) {
      return Long.valueOf(number.longValue());
    }
    return number;
  }

  private static String digits(String text) {
    return text.isEmpty() || text.startsWith("_") ? text : text.replace("_", "");
  }

  private static String text(Node node) {
    return ((ScalarNode) node).getValue();
  }

  private static void spell(String word, boolean value) {
    BOOLEANS.put(word, value);
    BOOLEANS.put(word.toUpperCase(Locale.ROOT), value);
    BOOLEANS.put(word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1), value);
  }
}
