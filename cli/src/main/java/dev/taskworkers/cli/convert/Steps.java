// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import dev.taskworkers.operator.pubsub.PubSubConsent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What to do with a converted pool, in this order. */
final class Steps {
  /** One step: what it is for, and what to type. */
  record Step(String sentence, List<String> commands) {
    Step {
      commands = List.copyOf(commands);
    }
  }

  private static final String PINNED = "autoscaling.keda.sh/paused-replicas";

  private Steps() {}

  static List<Step> of(Conversion conversion) {
    var origin = conversion.origin();
    var in = in(origin);
    var scaledObject = "scaledobject " + origin.name();
    var steps = new ArrayList<Step>();
    steps.add(
        new Step(
            "Let the namespace use the subscription, and the operator read it (see 'Installing the"
                + " operator' in the documentation):",
            subscriptions(conversion)
                .map(
                    subscription ->
                        PubSubConsent.command(origin.namespace().orElse("NAMESPACE"), subscription))
                .toList()));
    steps.add(
        new Step(
            "Replace what the comments below say"
                + (isPaused(conversion) ? ", write mode: Advise in place of Paused" : "")
                + ", apply this file, and read what the pool would do. In mode Advise it starts no"
                + " pods:",
            List.of("kubectl apply --filename FILE", "kubectl get taskworkerpools --watch" + in)));
    steps.add(
        new Step(
            "Start the pool: write mode: Auto in this file, and apply it. Its pods and today's"
                + " share the subscription, and Pub/Sub gives each message to one of them:",
            Stream.concat(Stream.of("kubectl apply --filename FILE"), released(conversion, in))
                .toList()));
    steps.add(
        new Step(
            "Let KEDA end today's pods:",
            List.of("kubectl annotate " + scaledObject + in + " --overwrite " + PINNED + "=0")));
    steps.add(
        new Step(
            "When you are satisfied:",
            List.of(
                "kubectl delete " + scaledObject + in,
                "kubectl delete "
                    + origin.kind().toLowerCase(Locale.ROOT)
                    + " "
                    + origin.target()
                    + in)));
    return steps;
  }

  /** What undoes the steps before the last one. */
  static Step back(Conversion conversion) {
    var origin = conversion.origin();
    var in = in(origin);
    return new Step(
        "The way back, as long as you have not done the last step (start again with step 3):",
        Stream.concat(
                Stream.of(
                    "kubectl annotate scaledobject "
                        + origin.name()
                        + in
                        + pinnedBefore(conversion)
                            .map(replicas -> " --overwrite " + PINNED + "=" + replicas)
                            .orElse(" " + PINNED + "-")),
                names(conversion)
                    .map(pool -> "kubectl scale taskworkerpool " + pool + in + " --replicas=0"))
            .toList());
  }

  /** As KEDA does today. */
  private static boolean isPaused(Conversion conversion) {
    return conversion.pools().stream()
        .anyMatch(pool -> "Paused".equals(((Map<?, ?>) pool.get("spec")).get("mode")));
  }

  /** What step 4 writes over. */
  private static Optional<Object> pinnedBefore(Conversion conversion) {
    return conversion.pools().stream()
        .map(pool -> ((Map<?, ?>) pool.get("spec")).get("replicas"))
        .filter(Objects::nonNull)
        .map(Object.class::cast)
        .findFirst();
  }

  /** The way back pins a pool, which no file without spec.replicas takes away again. */
  private static Stream<String> released(Conversion conversion, String in) {
    return conversion.pools().stream()
        .filter(pool -> !((Map<?, ?>) pool.get("spec")).containsKey("replicas"))
        .map(
            pool ->
                "kubectl patch taskworkerpool "
                    + ((Map<?, ?>) pool.get("metadata")).get("name")
                    + in
                    + " --type merge --patch '{\"spec\":{\"replicas\":null}}'");
  }

  private static String in(Conversion.Origin origin) {
    return origin.namespace().map(namespace -> " --namespace " + namespace).orElse("");
  }

  private static Stream<String> subscriptions(Conversion conversion) {
    return conversion.pools().stream()
        .map(pool -> ((Map<?, ?>) pool.get("spec")).get("subscription").toString());
  }

  private static Stream<String> names(Conversion conversion) {
    return conversion.pools().stream()
        .map(pool -> ((Map<?, ?>) pool.get("metadata")).get("name").toString());
  }
}
