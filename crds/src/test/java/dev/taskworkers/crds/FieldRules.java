// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.Rate;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts rules with a sentence in place of patterns, of which the API server would only show the
 * regular expression.
 */
enum FieldRules {
  SUBSCRIPTION(
      TaskWorkerPoolSpec.SUBSCRIPTION_PATTERN,
      TaskWorkerPoolSpec.SUBSCRIPTION_PATTERN,
      400,
      "the name of a subscription and of no topic: projects/PROJECT/subscriptions/ID, or ID alone,"
          + " which has 3 to 255 characters and begins with a letter"),
  TOPIC(
      TaskWorkerPoolSpec.TOPIC_PATTERN,
      TaskWorkerPoolSpec.TOPIC_PATTERN,
      400,
      "the name of a topic and of no subscription: projects/PROJECT/topics/ID, or ID alone, which"
          + " has 3 to 255 characters and begins with a letter"),
  RATE(
      Rate.PATTERN,
      Rate.PATTERN,
      64,
      "a whole number of at most 999999 tasks per second, minute or hour, such as 10/s, 100/m or"
          + " 5000/h"),
  /**
   * Whatever has its 64 letters can be counted in 64 bits, or a rule that compares it would err.
   */
  DURATION(
      GoDuration.PATTERN,
      "^([0-9]{1,9}([.][0-9]+)?m?s|[0-9]{1,5}([.][0-9]+)?[mh])+$",
      64,
      "a duration in hours, minutes, seconds or milliseconds, such as 1h30m, 10m, 30s or 250ms,"
          + " with at most 5 digits of hours or of minutes");

  private static final Pattern COMPARED = Pattern.compile("duration\\(self\\.(\\w+)\\)");

  private static final Pattern ABSENT_OR =
      Pattern.compile("^(!has\\(self\\.\\w+\\) \\|\\| |)(.*)$");

  private final String pattern;
  private final String form;
  private final long longest;
  private final String sentence;

  FieldRules(String pattern, String form, long longest, String sentence) {
    this.pattern = pattern;
    this.form = form;
    this.longest = longest;
    this.sentence = sentence;
  }

  /** The rule of a field of this kind. */
  String rule() {
    return "self.matches(r'" + form + "')";
  }

  /** Goes through {@code schema}, which is at {@code path}. */
  static void putInto(JSONSchemaProps schema, String path) {
    for (var kind : values()) {
      if (kind.pattern.equals(schema.getPattern())) {
        schema.setPattern(null);
        schema.setMaxLength(kind.longest);
        var message = path + " must be " + kind.sentence;
        schema.setXKubernetesValidations(
            new ArrayList<>(
                List.of(
                    new ValidationRuleBuilder()
                        .withRule(kind.rule())
                        .withMessage(message)
                        .build())));
      }
    }
    schema.getXKubernetesValidations().forEach(FieldRules::guard);
    schema.getProperties().forEach((name, field) -> putInto(field, path + "." + name));
    if (schema.getItems() != null) {
      putInto(schema.getItems().getSchema(), path);
    }
  }

  /** A rule that compares what is no duration says nothing: the field's own one does. */
  private static void guard(ValidationRule rule) {
    var durations =
        COMPARED
            .matcher(rule.getRule())
            .results()
            .map(match -> "self." + match.group(1) + ".matches(r'" + DURATION.form + "')")
            .distinct()
            .collect(Collectors.joining(" && "));
    if (!durations.isEmpty()) {
      var parts = ABSENT_OR.matcher(rule.getRule());
      rule.setRule(
          parts.replaceFirst("$1" + Matcher.quoteReplacement("!(" + durations + ")") + " || ($2)"));
    }
  }
}
