// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;

/**
 * The transform that takes data and attributes out of what a doorbell is sent: neither is needed to
 * count, and the operator should not get to see them. That of samples drops the tasks of most
 * seconds, too; one without a publish time, which should not be, it keeps.
 */
final class Stripping {
  private static final String EVERYTHING = "taskworkersDoorbell";
  private static final String SAMPLES = "taskworkersDoorbellSamples";

  /** One byte of data stays: a message without data and attributes is none to Pub/Sub. */
  private static final String STRIPPED = "{data: '.', attributes: {}}";

  private Stripping() {}

  static MessageTransform of(Share share) {
    return switch (share) {
      case EVERYTHING -> function(EVERYTHING, STRIPPED);
      case SAMPLES ->
          function(
              SAMPLES,
              "Date.parse(metadata.publish_time) / 1000 % "
                  + Share.CYCLE_SECONDS
                  + " >= "
                  + Share.HEARD_SECONDS
                  + " ? null : "
                  + STRIPPED);
    };
  }

  private static MessageTransform function(String name, String result) {
    return MessageTransform.newBuilder()
        .setJavascriptUdf(
            JavaScriptUDF.newBuilder()
                .setFunctionName(name)
                .setCode(
                    "function " + name + "(message, metadata) {\n  return " + result + ";\n}\n"))
        .build();
  }
}
