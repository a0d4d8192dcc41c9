package dev.taskworkers.operator.arrivals.doorbell.subscription;

import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.Subscription;
import java.util.List;

/**
 * The transform that takes data and attributes out of what a doorbell is sent: neither is needed to
 * count, and the operator should not get to see them.
 */
final class Stripping {
  private static final String NAME = "taskworkersDoorbell";

  /** One byte of data stays: a message without data and attributes is none to Pub/Sub. */
  static final MessageTransform TRANSFORM =
      MessageTransform.newBuilder()
          .setJavascriptUdf(
              JavaScriptUDF.newBuilder()
                  .setFunctionName(NAME)
                  .setCode(
                      "function "
                          + NAME
                          + "(message, metadata) {\n"
                          + "  return {data: '.', attributes: {}};\n"
                          + "}\n"))
          .build();

  private Stripping() {}

  /** The transforms of a subscription without the stripping one. */
  static List<MessageTransform> others(Subscription subscription) {
    return subscription.getMessageTransformsList().stream()
        .filter(transform -> !transform.getJavascriptUdf().getFunctionName().equals(NAME))
        .toList();
  }
}
