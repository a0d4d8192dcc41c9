package dev.taskworkers.runtime;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * The log for collectors, which people read, too: what JSON may have as it is and a terminal should
 * not get is escaped as JSON escapes it.
 */
final class PrintableJson extends JsonEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
    return (Printable.of(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
