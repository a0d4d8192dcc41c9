// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A task that was given up: its own data and attributes, and why. Values are cut to Pub/Sub's 1024
 * bytes, and what no longer fits into its 10 MB is left out, first the output and last the task's
 * own. Where its 100 attributes are too few, {@link PackedAttributes} hold the rest. Names that
 * Pub/Sub reserves ({@code goog…}) get our prefix. What says where the task comes from is never the
 * publisher's: a task is redriven to there.
 *
 * <table>
 * <caption>The attributes that we add</caption>
 * <tr><th>attribute</th><th>value</th></tr>
 * <tr><td>{@code taskworkers-error-class}</td><td>the exception's class, or a word: exit, signal, timeout, http</td></tr>
 * <tr><td>{@code taskworkers-error-message}</td><td>one sentence</td></tr>
 * <tr><td>{@code taskworkers-attempts}</td><td>how often it ran</td></tr>
 * <tr><td>{@code taskworkers-message-id}</td><td>its id on the subscription it came from</td></tr>
 * <tr><td>{@code taskworkers-subscription}</td><td>where it came from</td></tr>
 * <tr><td>{@code taskworkers-publish-time}</td><td>when it was first published</td></tr>
 * <tr><td>{@code taskworkers-first-seen}</td><td>when this worker first ran it</td></tr>
 * <tr><td>{@code taskworkers-pod}, {@code taskworkers-image}</td><td>who gave it up</td></tr>
 * <tr><td>{@code taskworkers-redrives}, {@code taskworkers-previous-errors}</td><td>how often it was redriven, and why it was given up before</td></tr>
 * <tr><td>{@code taskworkers-output-1} to {@code -4}</td><td>the last 4 KiB of its error output, in pieces</td></tr>
 * </table>
 */
public record DeadLetter(Payload payload, Map<String, String> attributes, String orderingKey) {
  public static final String PREFIX = "taskworkers-";

  /** How often the task was redriven; a task keeps it when it is given up again. */
  public static final String REDRIVES = PREFIX + "redrives";

  /** Why it was given up before, a line each, the latest first. */
  public static final String PREVIOUS_ERRORS = PREFIX + "previous-errors";

  /** With which those attributes begin by which Pub/Sub tells of its own dead letters. */
  public static final String PUBSUB = "CloudPubSubDeadLetterSource";

  /** Pub/Sub's limits for a message's attributes and for the value of one. */
  static final int MOST_ATTRIBUTES = 100;

  static final int MOST_BYTES = 1024;

  private static final int OUTPUT_BYTES = 4 * MOST_BYTES;
  private static final String RESERVED = "goog";

  /** A request has at most 10 MB; the rest is for the topic's name and what surrounds a message. */
  private static final int LETTER_BYTES = 10_000_000 - 512;

  private static final int ATTRIBUTE_OVERHEAD = 12;

  /** Who gives the task up, and from where it came. */
  public record Origin(String subscription, String pod, String image) {}

  public static DeadLetter of(
      Task task, Failure failure, int attempts, Instant firstSeen, Origin origin) {
    var tasks = new TreeMap<String, String>();
    task.attributes().entrySet().stream()
        .filter(attribute -> !attribute.getKey().startsWith(PREFIX))
        .filter(attribute -> !attribute.getKey().startsWith(PUBSUB))
        .sorted(Map.Entry.comparingByKey())
        .limit(MOST_ATTRIBUTES)
        .forEach(attribute -> tasks.put(allowed(attribute.getKey()), attribute.getValue()));
    var left = LETTER_BYTES - task.payload().size() - bytes(task.orderingKey()).length;
    for (var attribute : tasks.entrySet()) {
      left -= size(attribute.getKey(), attribute.getValue());
    }
    var all = LetterAttributes.of(tasks, ours(task, failure, attempts, firstSeen, origin), left);
    return new DeadLetter(task.payload(), all, task.orderingKey());
  }

  /** What we add, the most important first. */
  private static Map<String, String> ours(
      Task task, Failure failure, int attempts, Instant firstSeen, Origin origin) {
    var ours = new LinkedHashMap<String, String>();
    ours.put("subscription", origin.subscription());
    ours.put("error-class", failure.kind());
    ours.put("error-message", failure.message());
    ours.put("attempts", Integer.toString(attempts));
    ours.put("message-id", task.id());
    ours.put("publish-time", task.publishTime().toString());
    ours.put("first-seen", firstSeen.toString());
    ours.put("pod", origin.pod());
    ours.put("image", origin.image());
    ours.put("redrives", task.attributes().getOrDefault(REDRIVES, ""));
    ours.put("previous-errors", task.attributes().getOrDefault(PREVIOUS_ERRORS, ""));
    putOutput(failure.output(), ours);
    var named = new LinkedHashMap<String, String>();
    ours.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            named.put(PREFIX + name, cut(value, MOST_BYTES));
          }
        });
    return named;
  }

  /** Pub/Sub lets nobody but its own clients publish names that begin so. */
  private static String allowed(String name) {
    return name.startsWith(RESERVED) ? PREFIX + name : name;
  }

  /** What an attribute takes in a request, at most. */
  static int size(String name, String value) {
    return bytes(name).length + bytes(value).length + ATTRIBUTE_OVERHEAD;
  }

  private static void putOutput(String output, Map<String, String> attributes) {
    var bytes = bytes(output);
    var from = Math.max(0, bytes.length - OUTPUT_BYTES);
    for (int piece = 1; from < bytes.length; piece++, from += MOST_BYTES) {
      attributes.put("output-" + piece, text(bytes, from, from + MOST_BYTES));
    }
  }

  /** As much of the begin of a text as {@code most} bytes hold. */
  static String cut(String text, int most) {
    return text(bytes(text), 0, most);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes in a range as text; a character that the range cuts in two is left out. */
  private static String text(byte[] bytes, int from, int to) {
    var part = Arrays.copyOfRange(bytes, from, Math.min(to, bytes.length));
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.IGNORE)
          .decode(ByteBuffer.wrap(part))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("A decoder that ignores bad input found some.", e);
    }
  }
}
