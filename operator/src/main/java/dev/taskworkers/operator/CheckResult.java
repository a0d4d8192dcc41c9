// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.google.pubsub.v1.MessageTransform;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out about a subscription or a topic.
 *
 * @param fit whether a pool can work with it; UNKNOWN while nobody could tell
 * @param reason a word for machines
 * @param message a sentence that says what was found and what to do
 * @param topic of a subscription: the full name of its topic, empty while unknown
 * @param filter of a subscription: what it lets through, empty for everything
 * @param transforms of a subscription: what its messages go through
 * @param labels of a subscription, empty while unknown
 * @param expiration of a subscription that Pub/Sub deletes when nobody uses it
 * @param fewDeliveries of a subscription whose dead-letter policy takes tasks away too soon for
 *     workers that give tasks back: what to do about it
 * @param retryPolicy of a subscription that itself puts redeliveries off: what to do about it
 */
public record CheckResult(
    Fit fit,
    String reason,
    String message,
    String topic,
    String filter,
    List<MessageTransform> transforms,
    Map<String, String> labels,
    Optional<Advice> expiration,
    Optional<Advice> fewDeliveries,
    Optional<Advice> retryPolicy) {
  public CheckResult {
    transforms = List.copyOf(transforms);
    labels = Map.copyOf(labels);
  }

  /** Of a subscription without filter, transforms, labels, and policies. */
  public CheckResult(Fit fit, String reason, String message, String topic) {
    this(
        fit,
        reason,
        message,
        topic,
        "",
        List.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether a pool can work with it. */
  public enum Fit {
    YES,
    NO,
    UNKNOWN
  }

  /** Of a subscription whose topic is gone; its backlog can still be pulled. */
  static final String TOPIC_DELETED = "TopicDeleted";

  private static final String CHECKING = "Checking";
  private static final String DENIED = "PermissionDenied";

  /** Whether nobody has looked yet. */
  public boolean isPending() {
    return reason.equals(CHECKING);
  }

  /** Whether the operator may not look. */
  boolean isDenied() {
    return reason.equals(DENIED);
  }

  /** Whether Pub/Sub has said nothing of it. */
  public boolean isUnanswered() {
    return fit == Fit.UNKNOWN && !isDenied();
  }

  /** Whether Pub/Sub has said that nothing can be pulled; while nobody could tell, it may. */
  public boolean forbidsPulling() {
    return fit == Fit.NO && !reason.equals(TOPIC_DELETED);
  }

  static CheckResult yes(String reason, String message) {
    return new CheckResult(Fit.YES, reason, message, "");
  }

  static CheckResult no(String reason, String message) {
    return new CheckResult(Fit.NO, reason, message, "");
  }

  static CheckResult unknown(String reason, String message) {
    return new CheckResult(Fit.UNKNOWN, reason, message, "");
  }

  /** When Pub/Sub would not or could not tell about {@code thing}. */
  static CheckResult unanswered(String thing, Status status) {
    return status.getCode() == Status.Code.PERMISSION_DENIED
        ? unknown(
            DENIED,
            "The operator may not look at "
                + thing
                + "; grant it "
                + Permission.LOOK_AT_SUBSCRIPTION.role()
                + " there. The pool works without this check.")
        : unknown(
            "NoAnswer",
            "Pub/Sub did not answer about "
                + thing
                + ": "
                + status.getCode()
                + (status.getDescription() == null ? "" : ", " + status.getDescription()));
  }

  /** Before the first answer. */
  public static CheckResult pending() {
    return unknown(CHECKING, "The operator has not looked at it yet.");
  }

  CheckResult labelled(Map<String, String> itsLabels) {
    return on(topic, filter, transforms, itsLabels, expiration, fewDeliveries, retryPolicy);
  }

  CheckResult on(
      String itsTopic,
      String itsFilter,
      List<MessageTransform> itsTransforms,
      Map<String, String> itsLabels,
      Optional<Advice> itsExpiration,
      Optional<Advice> itsFewDeliveries,
      Optional<Advice> itsRetryPolicy) {
    return new CheckResult(
        fit,
        reason,
        message,
        itsTopic,
        itsFilter,
        itsTransforms,
        itsLabels,
        itsExpiration,
        itsFewDeliveries,
        itsRetryPolicy);
  }

  /**
   * An answer that failed to come says nothing new of where the subscription hangs. Who may not
   * look any more may not use what the labels said, either.
   *
   * @param isOld whether the last answer came too long ago to say who may use the subscription
   */
  CheckResult after(CheckResult last, boolean isOld) {
    var itsLabels = isDenied() || isOld ? labels : last.labels;
    return fit == Fit.UNKNOWN
        ? on(
            last.topic,
            last.filter,
            last.transforms,
            itsLabels,
            last.expiration,
            last.fewDeliveries,
            last.retryPolicy)
        : this;
  }
}
