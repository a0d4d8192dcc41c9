package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.api.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A request's body: JSON into which the payloads of tasks are put in base64 while it is sent, so
 * that large ones are in memory once.
 */
final class Body extends ByteArrayOutputStream {
  /** To send so much a piece at a time costs more than it saves. */
  private static final int SMALL = 16 * 1024;

  /** About what names, ids and times take. */
  private static final int USUAL = 1024;

  private final List<Gap> gaps = new ArrayList<>();

  Body() {
    super(USUAL);
  }

  /** Where a payload belongs. */
  private record Gap(int at, Payload payload) {}

  /** Puts a payload between what is written already and what follows. */
  void insert(Payload payload) {
    gaps.add(new Gap(count, payload));
  }

  /** How many bytes are sent. */
  long length() {
    return count + gaps.stream().mapToLong(gap -> Base64Stream.length(gap.payload.size())).sum();
  }

  InputStream stream() {
    var pieces = new ArrayList<InputStream>();
    var from = 0;
    for (var gap : gaps) {
      pieces.add(new ByteArrayInputStream(buf, from, gap.at - from));
      pieces.add(new Base64Stream(gap.payload.buffer()));
      from = gap.at;
    }
    pieces.add(new ByteArrayInputStream(buf, from, count - from));
    return new SequenceInputStream(Collections.enumeration(pieces));
  }

  BodyPublisher publisher() {
    if (length() > SMALL) {
      return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::stream), length());
    }
    try (var all = stream()) {
      return BodyPublishers.ofByteArray(all.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("A task could not be written as JSON.", e);
    }
  }
}
