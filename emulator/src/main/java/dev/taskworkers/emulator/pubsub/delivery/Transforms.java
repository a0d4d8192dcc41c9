// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.emulator.transport.ApiError;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The transforms of one subscription, done in their order; those that are disabled are not. */
public final class Transforms {
  private final List<Transform> steps;

  private Transforms(List<Transform> steps) {
    this.steps = steps;
  }

  /**
   * Reads the transforms of a subscription.
   *
   * @throws ApiError when one of them is not played, or two have one name
   */
  public static Transforms parse(List<MessageTransform> wanted) {
    var names = new HashSet<String>();
    for (var transform : wanted) {
      if (!names.add(transform.getJavascriptUdf().getFunctionName())) {
        throw ApiError.invalid(
            "Each transform needs a function_name of its own, but two are called '"
                + transform.getJavascriptUdf().getFunctionName()
                + "'.");
      }
    }
    return new Transforms(
        wanted.stream()
            .filter(transform -> !transform.getDisabled())
            .map(TransformParser::parse)
            .toList());
  }

  /** The message as subscribers get it; empty when they don't. */
  Optional<PubsubMessage> apply(PubsubMessage message, Instant published) {
    var changed = Optional.of(message);
    for (var step : steps) {
      changed = changed.flatMap(each -> step.apply(each, published));
    }
    return changed;
  }
}
