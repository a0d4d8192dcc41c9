// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what users give as text: what is none is refused, and never replaced. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The text of a file.
   *
   * @param name of it, which begins the sentence
   * @throws UsageException when it can't be read, or is no text
   */
  public static String read(Path file, String name) {
    try {
      return text(Files.readAllBytes(file), name);
    } catch (IOException e) {
      throw new UsageException(name + " can't be read.");
    }
  }

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
