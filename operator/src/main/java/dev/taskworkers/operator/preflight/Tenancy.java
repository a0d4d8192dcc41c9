package dev.taskworkers.operator.preflight;

import com.google.pubsub.v1.SubscriptionName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
  private static final String LABEL = "taskworkers-namespace";

  /** The value for all namespaces; none can have it for a name. */
  private static final String EVERY_NAMESPACE = "_";

  /** What the names of Kubernetes' own namespaces begin with. */
  private static final String KUBERNETES = "kube-";

  /** Pub/Sub takes no longer key of a label. */
  private static final int LONGEST_KEY = 63;

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
      subscriptions = List.copyOf(subscriptions);
    }

    private boolean covers(String wanted, String subscription) {
      return namespace.equals(wanted)
          && subscriptions.stream().anyMatch(pattern -> matches(pattern, subscription));
    }

    private static boolean matches(String pattern, String subscription) {
      var regex =
          Stream.of(pattern.split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining("[^/]*"));
      return subscription.matches(regex);
    }
  }

  /**
   * How far {@code namespace} may use {@code subscription}.
   *
   * @param labels of the subscription, as far as they are known
   */
  public Consent consent(
      String namespace, SubscriptionName subscription, Map<String, String> labels) {
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

  /**
   * Why pools in {@code namespace} are not followed; empty where they are.
   *
   * @param operator the operator's own namespace
   */
  public static Optional<String> systemNamespace(String namespace, Optional<String> operator) {
    return namespace.startsWith(KUBERNETES) || operator.filter(namespace::equals).isPresent()
        ? Optional.of(
            "Pools in namespace "
                + namespace
                + " are not followed, since the pods there have rights that no worker should"
                + " have. Create the pool in a namespace of your own.")
        : Optional.empty();
  }

  /**
   * What to do for a namespace that has no consent. Whether there is such a subscription is not for
   * it to know.
   */
  public static String refusal(String namespace, SubscriptionName subscription) {
    return "Subscription "
        + subscription
        + " does not exist, or its owner does not let namespace "
        + namespace
        + " use it. Check the name. Its owner consents with: "
        + consentCommand(namespace, subscription)
        + ". The cluster's administrator can list it in the chart's value tenancy.allow instead.";
  }

  /** What the subscription's owner runs to let {@code namespace} use it. */
  public static String consentCommand(String namespace, SubscriptionName subscription) {
    var key = LABEL + "-" + namespace;
    return "gcloud pubsub subscriptions update "
        + subscription
        + " --update-labels="
        + key.substring(0, Math.min(LONGEST_KEY, key.length()))
        + "="
        + namespace;
  }
}
