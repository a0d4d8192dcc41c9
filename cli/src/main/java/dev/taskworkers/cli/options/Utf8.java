// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import dev.taskworkers.runtime.UsageException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what users give as text: what is none is refused, and never replaced. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The text of some bytes.
   *
   * @param name of where they come from, which begins the sentence
   * @throws UsageException when they are no text
   */
  public static String text(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException(name + " is not UTF-8 text.");
    }
  }
}
