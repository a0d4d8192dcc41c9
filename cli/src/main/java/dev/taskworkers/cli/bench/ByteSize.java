// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: 500, or 10k for ten thousand. */
final class ByteSize implements ITypeConverter<Integer> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})(k?)");

  @Override
  public Integer convert(String text) {
    var size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new TypeConversionException(
          "expected a number of bytes, for example 500 or 10k, but found '" + text + "'");
    }
    return Integer.parseInt(size.group(1)) * (size.group(2).isEmpty() ? 1 : 1000);
  }
}
