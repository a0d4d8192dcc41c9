// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The log for collectors, a JSON object a line, in the words of Cloud Logging: {@code severity},
 * {@code time} and {@code message}, which ends with the stack trace of an exception, where Error
 * Reporting looks for it; then key-value pairs and the MDC, each as a member. People read it, too:
 * what JSON may have as it is and a terminal should not get is escaped as JSON escapes it.
 */
final class PrintableJson extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};
  private static final Set<String> OURS = Set.of("severity", "time", "message", "logger", "thread");
  private static final int MOST_MEMBERS = 32;
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_VALUE = 4096;

  @Override
  public byte[] encode(ILoggingEvent event) {
    var message = String.valueOf(event.getFormattedMessage());
    var problem = event.getThrowableProxy();
    var line = new StringBuilder(256);
    line.append("{\"severity\":\"").append(severity(event.getLevel()));
    line.append("\",\"time\":\"").append(event.getInstant()).append("\",\"message\":");
    quote(problem == null ? message : message + "\n" + ThrowableProxyUtil.asString(problem), line);
    line.append(",\"logger\":");
    quote(event.getLoggerName(), line);
    line.append(",\"thread\":");
    quote(event.getThreadName(), line);
    members(event)
        .forEach(
            (name, value) -> {
              line.append(',');
              quote(name, line);
              line.append(':');
              quote(value, line);
            });
    return (Printable.of(line.append('}').toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Of two with one name the first counts. None can take the place of what is ours. */
  private static Map<String, String> members(ILoggingEvent event) {
    var members = new LinkedHashMap<String, String>();
    var pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> add(pair.key, pair.value, members));
    }
    event.getMDCPropertyMap().forEach((name, value) -> add(name, value, members));
    return members;
  }

  private static void add(String name, Object value, Map<String, String> members) {
    if (members.size() < MOST_MEMBERS && name != null && !OURS.contains(name)) {
      members.putIfAbsent(cut(name, LONGEST_NAME), cut(String.valueOf(value), LONGEST_VALUE));
    }
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  private static String severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "ERROR";
      case Level.WARN_INT -> "WARNING";
      case Level.INFO_INT -> "INFO";
      default -> "DEBUG";
    };
  }

  private static void quote(String text, StringBuilder line) {
    line.append('"');
    for (var i = 0; i < text.length(); i++) {
      var each = text.charAt(i);
      if (each == '"' || each == '\\') {
        line.append('\\').append(each);
      } else if (each == '\n') {
        line.append("\\n");
      } else if (each == '\t') {
        line.append("\\t");
      } else {
        line.append(each);
      }
    }
    line.append('"');
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
