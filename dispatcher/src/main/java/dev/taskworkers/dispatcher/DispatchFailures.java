package dev.taskworkers.dispatcher;

import com.google.api.gax.rpc.ApiException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** Says why a task was not sent, and what to do. */
record DispatchFailures(DispatcherConfig config) {
  DispatchException explain(Throwable failure) {
    return new DispatchException(sentence(failure), failure);
  }

  private String sentence(Throwable failure) {
    var topic = config.topic();
    if (failure instanceof TimeoutException) {
      return unreachable();
    }
    if (failure instanceof CancellationException) {
      return "It was not sent, because a task before it with the same ordering key failed.";
    }
    if (!(failure instanceof ApiException refusal)) {
      return "Publishing to " + topic + " failed: " + failure.getMessage();
    }
    return switch (refusal.getStatusCode().getCode()) {
      case NOT_FOUND -> "The topic " + topic + " does not exist. Create it, or correct its name.";
      case PERMISSION_DENIED ->
          "These credentials may not publish to "
              + topic
              + ". Grant them the role roles/pubsub.publisher.";
      case UNAUTHENTICATED ->
          "These credentials are not accepted by " + config.endpoint().target() + ". Renew them.";
      case UNAVAILABLE, DEADLINE_EXCEEDED -> unreachable();
      default -> "Publishing to " + topic + " failed: " + refusal.getMessage();
    };
  }

  private String unreachable() {
    return config.endpoint().target()
        + " could not be reached within "
        + config.deadline().toSeconds()
        + " s. Check the network, or PUBSUB_EMULATOR_HOST.";
  }
}
