// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import java.util.Map;
import java.util.Optional;

/**
 * What was found out about a subscription or a topic.
 *
 * @param state what it comes to
 * @param message a sentence that says what was found and what to do
 * @param source of a subscription: what comes to it
 * @param labels of a subscription, empty while unknown
 * @param expiration of a subscription that its service deletes when nobody uses it
 * @param fewDeliveries of a subscription whose dead-letter policy takes tasks away too soon for
 *     workers that give tasks back: what to do about it
 * @param retryPolicy of a subscription that itself puts redeliveries off: what to do about it
 */
public record CheckResult(
    State state,
    String message,
    Source source,
    Map<String, String> labels,
    Optional<Advice> expiration,
    Optional<Advice> fewDeliveries,
    Optional<Advice> retryPolicy) {
  public CheckResult {
    labels = Map.copyOf(labels);
  }

  /** Of a subscription without filter, transforms, labels, and policies. */
  public CheckResult(State state, String message, String topic) {
    this(
        state,
        message,
        Source.everythingOf(topic),
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

  /** All that can be found out. */
  public enum State {
    READY("Ready", Fit.YES),
    /** Its service deletes it when nobody uses it. */
    EXPIRES("Expires", Fit.YES),
    NOT_FOUND("NotFound", Fit.NO),
    INVALID_NAME("InvalidName", Fit.NO),
    DETACHED("Detached", Fit.NO),
    /** It pushes, or exports. */
    NOT_PULL("NotPull", Fit.NO),
    /** The topic of a subscription is gone; its backlog can still be pulled. */
    TOPIC_DELETED("TopicDeleted", Fit.NO),
    /** Of a topic. */
    NO_SUBSCRIPTION("NoSubscription", Fit.NO),
    /** Of a dead-letter topic: what is sent there comes back as a task. */
    SAME_TOPIC("SameTopic", Fit.NO),
    /** The namespace may not use it. */
    NO_CONSENT("NoConsent", Fit.NO),
    /** Nobody has looked yet. */
    CHECKING("Checking", Fit.UNKNOWN),
    /** The operator may not look. */
    PERMISSION_DENIED("PermissionDenied", Fit.UNKNOWN),
    NO_ANSWER("NoAnswer", Fit.UNKNOWN),
    /** The operator does not look there. */
    OTHER_PROJECT("OtherProject", Fit.UNKNOWN);

    private final String word;
    private final Fit fit;

    State(String word, Fit fit) {
      this.word = word;
      this.fit = fit;
    }
  }

  /** Whether a pool can work with it; UNKNOWN while nobody could tell. */
  public Fit fit() {
    return state.fit;
  }

  /** A word for machines. */
  public String reason() {
    return state.word;
  }

  /** Whether the service has said nothing of it. */
  public boolean isUnanswered() {
    return switch (state) {
      case CHECKING, NO_ANSWER, OTHER_PROJECT -> true;
      case READY,
          EXPIRES,
          NOT_FOUND,
          INVALID_NAME,
          DETACHED,
          NOT_PULL,
          TOPIC_DELETED,
          NO_SUBSCRIPTION,
          SAME_TOPIC,
          NO_CONSENT,
          PERMISSION_DENIED ->
          false;
    };
  }

  /** Whether the service has said that nothing can be pulled; while nobody could tell, it may. */
  public boolean forbidsPulling() {
    return switch (state) {
      case NOT_FOUND, INVALID_NAME, DETACHED, NOT_PULL, NO_SUBSCRIPTION, NO_CONSENT -> true;
      case READY,
          EXPIRES,
          TOPIC_DELETED,
          SAME_TOPIC,
          CHECKING,
          PERMISSION_DENIED,
          NO_ANSWER,
          OTHER_PROJECT ->
          false;
    };
  }

  /** Of a topic, or of a subscription of which nothing else is known. */
  public static CheckResult of(State state, String message) {
    return new CheckResult(state, message, "");
  }

  /**
   * Of a subscription: what is wrong with a dead-letter topic that is its own topic. A filter or a
   * transform may keep dead letters out.
   */
  public Optional<CheckResult> loopThrough(ResourceName deadLetterTopic) {
    return source.counted().equals(Source.everythingOf(deadLetterTopic.toString()))
        ? Optional.of(
            of(
                State.SAME_TOPIC,
                "Dead-letter topic "
                    + deadLetterTopic
                    + " is the topic of the subscription itself, so that each dead letter comes"
                    + " back as a task, without end; set spec.deadLetter.topic to another topic."
                    + " Until then, a new pool gets no Deployment."))
        : Optional.empty();
  }

  /** Before the first answer. */
  public static CheckResult pending() {
    return of(State.CHECKING, "The operator has not looked at it yet.");
  }

  /** This result with the subscription's labels. */
  public CheckResult labelled(Map<String, String> itsLabels) {
    return on(source, itsLabels, expiration, fewDeliveries, retryPolicy);
  }

  /** This result with all that a subscription has. */
  public CheckResult on(
      Source itsSource,
      Map<String, String> itsLabels,
      Optional<Advice> itsExpiration,
      Optional<Advice> itsFewDeliveries,
      Optional<Advice> itsRetryPolicy) {
    return new CheckResult(
        state, message, itsSource, itsLabels, itsExpiration, itsFewDeliveries, itsRetryPolicy);
  }

  /**
   * An answer that failed to come says nothing new of where the subscription hangs. Who may not
   * look any more may not use what the labels said, either.
   *
   * @param isOld whether the last answer came too long ago to say who may use the subscription
   */
  CheckResult after(CheckResult last, boolean isOld) {
    var itsLabels = state == State.PERMISSION_DENIED || isOld ? labels : last.labels;
    return fit() == Fit.UNKNOWN
        ? on(last.source, itsLabels, last.expiration, last.fewDeliveries, last.retryPolicy)
        : this;
  }
}
