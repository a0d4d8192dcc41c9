// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says which namespaces may use a subscription. Its owner lets them by labels on the subscription,
 * and the administrator by a list; who may create a pool has no say, since the operator reaches
 * subscriptions of others, too.
 *
 * @param required whether a namespace needs anybody's consent
 * @param allowed what the administrator lets namespaces use
 */
public record Tenancy(boolean required, List<Allowance> allowed) {
  /** Keys of labels that name a namespace, or begin with it. */
  public static final String LABEL = "taskworkers-namespace";

  /** The value for all namespaces; none can have it for a name. */
  private static final String EVERY_NAMESPACE = "_";

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern SUBSCRIPTION = Pattern.compile("projects/[^/]+/subscriptions/[^/]+");

  /** What the names of Kubernetes' own namespaces begin with. */
  private static final String KUBERNETES = "kube-";

  public Tenancy {
    allowed = List.copyOf(allowed);
  }

  /** For a cluster in which everybody may use all subscriptions that the operator reaches. */
  public static Tenancy shared() {
    return new Tenancy(false, List.of());
  }

  /** How far a namespace may use a subscription, the least first. */
  public enum Consent {
    /** Not at all. */
    NONE,
    /** As every other one may. */
    EVERYBODY,
    /** It is named. */
    NAMED
  }

  /**
   * What the administrator lets one namespace use.
   *
   * @param subscriptions full names, in which {@code *} stands for any characters but a slash
   */
  public record Allowance(String namespace, List<String> subscriptions) {
    public Allowance {
      expect(namespace != null && NAMESPACE.matcher(namespace).matches(), "namespace", namespace);
      expect(subscriptions != null, "subscriptions", null);
      subscriptions.forEach(
          name ->
              expect(name != null && SUBSCRIPTION.matcher(name).matches(), "subscriptions", name));
      subscriptions = List.copyOf(subscriptions);
    }

    private static void expect(boolean right, String field, String found) {
      if (!right) {
        throw new IllegalArgumentException(
            field
                + ": expected the name of a namespace and full names"
                + " projects/PROJECT/subscriptions/ID, but found "
                + found);
      }
    }

    private boolean covers(String wanted, String subscription) {
      return namespace.equals(wanted)
          && subscriptions.stream().anyMatch(pattern -> matches(pattern, subscription));
    }

    private static boolean matches(String pattern, String subscription) {
      var wanted = pattern.split("/", -1);
      var parts = subscription.split("/", -1);
      return wanted.length == parts.length
          && IntStream.range(0, parts.length).allMatch(i -> matchesPart(wanted[i], parts[i]));
    }

    /**
     * Each text between two stars is looked for once, where it comes first: what comes after it has
     * the most room then, so that nothing is tried again. A regular expression tries all ways to
     * share a name out among the stars.
     */
    private static boolean matchesPart(String pattern, String part) {
      var texts = pattern.split("\\*", -1);
      var last = texts.length - 1;
      if (last == 0) {
        return pattern.equals(part);
      }
      var at = texts[0].length();
      var end = part.length() - texts[last].length();
      if (at > end || !part.startsWith(texts[0]) || !part.endsWith(texts[last])) {
        return false;
      }
      for (var text : List.of(texts).subList(1, last)) {
        var found = part.indexOf(text, at);
        if (found < 0 || found + text.length() > end) {
          return false;
        }
        at = found + text.length();
      }
      return true;
    }
  }

  /**
   * How far {@code namespace} may use {@code subscription}.
   *
   * @param labels of the subscription, as far as they are known
   */
  public Consent consent(String namespace, ResourceName subscription, Map<String, String> labels) {
    var named =
        labels(labels).anyMatch(namespace::equals)
            || allowed.stream()
                .anyMatch(allowance -> allowance.covers(namespace, subscription.toString()));
    if (named) {
      return Consent.NAMED;
    }
    return !required || labels(labels).anyMatch(EVERY_NAMESPACE::equals)
        ? Consent.EVERYBODY
        : Consent.NONE;
  }

  private static Stream<String> labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .filter(label -> label.getKey().startsWith(LABEL))
        .map(Map.Entry::getValue);
  }

  /** Whether {@code namespace} may use {@code subscription}, as far as {@code found} tells. */
  public boolean consents(String namespace, ResourceName subscription, CheckResult found) {
    return consent(namespace, subscription, found.labels()) != Consent.NONE;
  }

  /**
   * What {@code namespace} is told of {@code subscription}. Whether there is one is not for those
   * to know who may not use it.
   *
   * @param owner says what to do then
   */
  public CheckResult told(
      String namespace, ResourceName subscription, CheckResult found, OwnerConsent owner) {
    var isHidden =
        found.fit() != CheckResult.Fit.UNKNOWN
            || found.state() == CheckResult.State.PERMISSION_DENIED;
    return consents(namespace, subscription, found) || !isHidden
        ? found
        : CheckResult.of(CheckResult.State.NO_CONSENT, owner.refusal(namespace, subscription));
  }

  /**
   * Why pools in {@code namespace} are not followed; empty where they are.
   *
   * @param operator the operator's own namespace
   */
  public static Optional<String> systemNamespace(String namespace, Optional<String> operator) {
    return namespace.startsWith(KUBERNETES) || operator.filter(namespace::equals).isPresent()
        ? Optional.of(
            "The operator doesn't follow pools in namespace "
                + namespace
                + ", since their pods could use the rights of what runs there. Create the pool in a"
                + " namespace of your own.")
        : Optional.empty();
  }
}
