// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import dev.taskworkers.runtime.Printable;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a pool as YAML that a terminal may be shown, and that means the same to kubectl: whatever
 * a reader could not see stands in quotes, as an escape of YAML.
 */
final class PoolYaml {
  private static final YAMLMapper READABLE = mapper(true);

  /** Of blocks, nothing can be escaped. */
  private static final YAMLMapper QUOTED = mapper(false);

  /** Plain where every reader of YAML, old or new, takes it for a text. */
  private static final class Quotes extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLAIN =
        Pattern.compile("[A-Za-z/][A-Za-z0-9./_-]*(:[A-Za-z0-9./_-]+)?|([0-9]+(ms|s|m|h))+");

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value)
          || !PLAIN.matcher(value).matches() && value.indexOf('\n') < 0;
    }

    @Override
    public boolean needToQuoteName(String name) {
      return super.needToQuoteName(name) || !isPrintable(name);
    }
  }

  private PoolYaml() {}

  static String of(Map<String, Object> pool) {
    var readable = write(READABLE, pool);
    return readable.lines().allMatch(PoolYaml::isPrintable)
        ? readable
        : write(QUOTED, pool)
            .codePoints()
            .mapToObj(PoolYaml::escaped)
            .collect(Collectors.joining());
  }

  private static YAMLMapper mapper(boolean readable) {
    return new YAMLMapper(
        YAMLFactory.builder()
            .configure(YAMLGenerator.Feature.MINIMIZE_QUOTES, readable)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .stringQuotingChecker(new Quotes())
            .build());
  }

  private static String write(YAMLMapper mapper, Map<String, Object> pool) {
    try {
      return mapper.writeValueAsString(pool);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest of plain values can't be written as YAML.", e);
    }
  }

  /** As one number, which {@link Printable} shows in halves where it is large. */
  private static String escaped(int each) {
    var text = Character.toString(each);
    if (each == '\n' || isPrintable(text)) {
      return text;
    }
    return String.format(Character.isBmpCodePoint(each) ? "\\u%04x" : "\\U%08x", each);
  }

  private static boolean isPrintable(String line) {
    return Printable.of(line).equals(line);
  }
}
