// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.api.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A request's body: JSON into which the payloads of tasks are put in base64 while it is sent, so
 * that large ones are in memory once.
 */
final class Body extends ByteArrayOutputStream {
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
}
