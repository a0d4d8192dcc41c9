// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.pubsub.Permission;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.runtime.StatusWords;
import io.grpc.Status;
import java.time.Duration;
import java.util.stream.Collectors;

/** Says how arrivals are known, and what to grant for more. */
final class ArrivalMessages {
  static final String UNKNOWN_TOPIC = "The topic of the subscription is not known.";
  static final String UNKNOWN_INSTALLATION =
      "The operator can't name its doorbells yet, because the API server has not returned the UID"
          + " of its namespace.";

  private ArrivalMessages() {}

  static ArrivalObservation everything(Arrivals counted) {
    return new ArrivalObservation(
        counted, true, "Doorbell", "A doorbell subscription on the topic counts every task.");
  }

  static ArrivalObservation samples(Arrivals counted) {
    return new ArrivalObservation(
        counted,
        true,
        "Doorbell",
        "A doorbell subscription on the topic counts two seconds in eleven, because more than"
            + " 200 tasks a second are published, or more than one stream delivers.");
  }

  static ArrivalObservation behind(Arrivals counted, Duration lag) {
    return new ArrivalObservation(
        counted,
        false,
        "DoorbellBehind",
        "The doorbell hears of tasks "
            + lag.toSeconds()
            + " s after they were published, which says nothing about the present. If that lasts,"
            + " the clock of the operator's node may be ahead of Google's.");
  }

  /** While the doorbell hears nothing, but is about to. */
  static ArrivalObservation soon(Arrivals counted) {
    return new ArrivalObservation(
        counted, false, "DoorbellSilent", "The doorbell is being set up again.");
  }

  /**
   * Why there is no doorbell, for as long as nobody does something about it.
   *
   * @param doorbellProject where it was to be made
   */
  static String lasting(DoorbellFailure silence, String doorbellProject, Source source) {
    var problem = silence.why();
    return problem.getCode() == Status.Code.PERMISSION_DENIED
        ? "To have every task counted, grant the operator "
            + Permission.ATTACH_DOORBELL.permission()
            + " on "
            + source.topic()
            + ", and on project "
            + doorbellProject
            + " "
            + Permission.ofDoorbellProject().stream()
                .map(Permission::permission)
                .collect(Collectors.joining(", "))
            + "."
        : "The operator can't listen to the doorbell: " + StatusWords.of(problem) + ".";
  }

  static String noProbe(Status problem, SubscriptionName subscription) {
    return " A probe can't pull either ("
        + problem.getCode()
        + "): grant the operator roles/pubsub.subscriber on "
        + subscription
        + ".";
  }
}
