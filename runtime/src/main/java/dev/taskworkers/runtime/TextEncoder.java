// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The log for people: time, level and message, and of an exception the first two lines. What a
 * message has from elsewhere can neither drive a terminal nor pass for a line of its own: further
 * lines of one are indented.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
  private static final String INDENT = "    ";
  private static final byte[] NOTHING = {};

  private final DateTimeFormatter time;

  /**
   * @param zone whose time of day is told
   */
  TextEncoder(ZoneId zone) {
    time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
  }

  @Override
  public byte[] encode(ILoggingEvent line) {
    var text = new StringBuilder(128);
    time.formatTo(line.getInstant(), text);
    var level = line.getLevel().toString();
    text.append(' ').append(level).append(" ".repeat(6 - level.length()));
    text.append(Printable.lines(String.valueOf(line.getFormattedMessage()), INDENT)).append('\n');
    if (line.getThrowableProxy() != null) {
      append(line.getThrowableProxy(), text);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(IThrowableProxy problem, StringBuilder text) {
    var message = problem.getMessage() == null ? "" : ": " + problem.getMessage();
    text.append(INDENT).append(Printable.lines(problem.getClassName() + message, INDENT));
    text.append('\n');
    var frames = problem.getStackTraceElementProxyArray();
    if (frames != null && frames.length > 0) {
      text.append(INDENT).append(Printable.of(frames[0].getSTEAsString())).append('\n');
    }
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
