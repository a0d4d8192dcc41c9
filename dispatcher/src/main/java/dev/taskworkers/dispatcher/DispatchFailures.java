// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import dev.taskworkers.runtime.NoTokenException;
import io.grpc.Status;

/** Says why a task was not sent, and what to do. */
record DispatchFailures(DispatcherConfig config) {
  /** Pub/Sub has answered no. */
  DispatchException refused(Status answer) {
    return new DispatchException(refusal(answer), answer.asRuntimeException());
  }

  /**
   * The time of a task has ended.
   *
   * @param last the last answer, OK when there was none
   */
  DispatchException late(Status last) {
    var sentence =
        switch (last.getCode()) {
          case OK, DEADLINE_EXCEEDED -> unreachable();
          case UNAVAILABLE -> NoTokenException.isCauseOf(last) ? lasting(last) : unreachable();
          default -> lasting(last);
        };
    return new DispatchException(sentence, last.isOk() ? null : last.asRuntimeException());
  }

  /** A task of the same ordering key has failed before it. */
  DispatchException follower(DispatchException first) {
    return new DispatchException(
        "It was not sent, because a task before it with the same ordering key failed.", first);
  }

  /** So much was under way for so long that there was no room for it. */
  DispatchException crowded() {
    return new DispatchException(
        "It was not sent, because for "
            + seconds()
            + " s as many tasks were in flight as the dispatcher allows: "
            + config.outstanding().tasks()
            + " tasks or "
            + config.outstanding().bytes()
            + " bytes. Dispatch fewer at a time, or find out why Pub/Sub does not answer.",
        null);
  }

  DispatchException interrupted(InterruptedException interrupt) {
    return new DispatchException(
        "It was not sent, because its thread was interrupted while it waited.", interrupt);
  }

  /** With the name of the topic and the context of the trace the request is too large. */
  DispatchException oversized(long bytes) {
    return new DispatchException(
        "It was not sent, because its request would have "
            + bytes
            + " bytes; Pub/Sub allows "
            + Task.MOST_BYTES
            + ". Keep large data elsewhere, and send its name.",
        null);
  }

  private String lasting(Status last) {
    return refusal(last) + " This went on for " + seconds() + " s.";
  }

  private String refusal(Status answer) {
    var topic = config.topic();
    return switch (answer.getCode()) {
      case NOT_FOUND -> "The topic " + topic + " does not exist. Create it, or correct its name.";
      case PERMISSION_DENIED ->
          "These credentials may not publish to "
              + topic
              + ". Grant them the role roles/pubsub.publisher.";
      case UNAUTHENTICATED ->
          "These credentials are not accepted by " + config.endpoint().target() + ". Renew them.";
      default -> "Publishing to " + topic + " failed: " + words(answer);
    };
  }

  private static String words(Status answer) {
    var cause =
        answer.getCause() == null || NoTokenException.isCauseOf(answer)
            ? ""
            : " (" + answer.getCause() + ")";
    var description = answer.getDescription() == null ? cause : ": " + answer.getDescription();
    var words = answer.getCode() + description;
    return words.endsWith(".") ? words : words + ".";
  }

  private String unreachable() {
    return config.endpoint().target()
        + " could not be reached within "
        + seconds()
        + " s. Check the network, or PUBSUB_EMULATOR_HOST.";
  }

  private long seconds() {
    return config.deadline().toSeconds();
  }
}
