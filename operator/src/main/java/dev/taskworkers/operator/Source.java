// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.google.pubsub.v1.MessageTransform;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What decides which tasks a subscription gets: a doorbell of the same source gets as many.
 *
 * @param topic full name; empty while unknown, or when the subscription has none any more
 * @param filter empty for everything
 * @param transforms of the subscription, in their order
 */
public record Source(String topic, String filter, List<MessageTransform> transforms) {
  public Source {
    transforms = List.copyOf(transforms);
  }

  /** Of a subscription that lets everything of its topic through. */
  public static Source everythingOf(String topic) {
    return new Source(topic, "", List.of());
  }

  public boolean isKnown() {
    return !topic.isEmpty();
  }

  /** The project of the topic, whose owner is who wants it heard. */
  public String project() {
    var parts = topic.split("/", 3);
    return parts.length > 1 ? parts[1] : topic;
  }

  /**
   * The source with no more transforms than are needed to count: functions alone can drop a task,
   * so what comes after the last of them is left out, and so are those that are switched off.
   */
  public Source counted() {
    var active =
        transforms.stream()
            .filter(transform -> !transform.getDisabled())
            .map(Source::withoutDeprecated)
            .toList();
    var end =
        IntStream.range(0, active.size())
            .filter(i -> active.get(i).hasJavascriptUdf())
            .map(i -> i + 1)
            .max()
            .orElse(0);
    return new Source(topic, filter, active.subList(0, end));
  }

  /** A server may set the old opposite of {@code disabled} in what it tells. */
  @SuppressWarnings("deprecation")
  private static MessageTransform withoutDeprecated(MessageTransform transform) {
    return transform.toBuilder().clearEnabled().build();
  }
}
