// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The changes from one schema to the next that break objects which the first one let in. */
final class SchemaChanges {
  private static final Pattern ABSENT_OR = Pattern.compile("!has\\(self\\.(\\w+)\\) \\|\\| ");

  private final List<String> breaking = new ArrayList<>();

  private SchemaChanges() {}

  /** A sentence for each; none when every stored object stays valid and readable. */
  static List<String> breaking(JSONSchemaProps before, JSONSchemaProps after) {
    var changes = new SchemaChanges();
    changes.compare("", before, after);
    return changes.breaking;
  }

  private void compare(String path, JSONSchemaProps before, JSONSchemaProps after) {
    if (!Objects.equals(before.getType(), after.getType())) {
      say(path, "changes its type from " + before.getType() + " to " + after.getType());
    }
    if (isTrue(before.getXKubernetesPreserveUnknownFields())
        && !isTrue(after.getXKubernetesPreserveUnknownFields())) {
      say(path, "keeps unknown fields no more");
    }
    if (isTrue(before.getNullable()) && !isTrue(after.getNullable())) {
      say(path, "may be null no more");
    }
    bounds(path, before, after);
    words(path, before, after);
    properties(path, before, after);
    if (before.getItems() != null && after.getItems() != null) {
      compare(path + "[]", before.getItems().getSchema(), after.getItems().getSchema());
    }
  }

  private void bounds(String path, JSONSchemaProps before, JSONSchemaProps after) {
    if (isMore(after.getMinimum(), before.getMinimum())) {
      say(path, "raises its minimum to " + after.getMinimum());
    }
    if (isLess(after.getMaximum(), before.getMaximum())) {
      say(path, "lowers its maximum to " + after.getMaximum());
    }
    if (isMore(number(after.getMinItems()), number(before.getMinItems()))) {
      say(path, "needs more items: " + after.getMinItems());
    }
    if (isLess(number(after.getMaxItems()), number(before.getMaxItems()))) {
      say(path, "allows fewer items: " + after.getMaxItems());
    }
  }

  private void words(String path, JSONSchemaProps before, JSONSchemaProps after) {
    var gone = new HashSet<>(before.getEnum());
    after.getEnum().forEach(gone::remove);
    if (!gone.isEmpty() && !after.getEnum().isEmpty()) {
      say(path, "knows some words no more: " + gone);
    }
    if (before.getEnum().isEmpty() && !after.getEnum().isEmpty()) {
      say(path, "takes only these words now: " + after.getEnum());
    }
    if (after.getPattern() != null && !after.getPattern().equals(before.getPattern())) {
      say(path, "has another pattern: " + after.getPattern());
    }
    if (before.getDefault() != null && !before.getDefault().equals(after.getDefault())) {
      say(path, "has another default: " + after.getDefault());
    }
  }

  private void properties(String path, JSONSchemaProps before, JSONSchemaProps after) {
    before
        .getProperties()
        .forEach(
            (name, property) -> {
              var next = Optional.ofNullable(after.getProperties().get(name));
              next.ifPresentOrElse(
                  found -> compare(path + "." + name, property, found),
                  () -> say(path + "." + name, "is removed"));
            });
    after.getRequired().stream()
        .filter(name -> !before.getRequired().contains(name))
        .forEach(name -> say(path + "." + name, "is required now"));
    var rules = before.getXKubernetesValidations().stream().map(rule -> rule.getRule()).toList();
    after.getXKubernetesValidations().stream()
        .filter(rule -> rules.stream().noneMatch(old -> isNoStricter(rule.getRule(), old)))
        .filter(rule -> !rule.getRule().equals("self.matches(r'" + before.getPattern() + "')"))
        .filter(rule -> !isAboutANewField(rule.getRule(), before))
        .forEach(rule -> say(path, "has a new rule: " + rule.getRule()));
  }

  private static boolean isNoStricter(String rule, String old) {
    return rule.equals(old) || rule.endsWith(" || (" + old + ")");
  }

  /** It holds for every object without a field that no stored object has. */
  private static boolean isAboutANewField(String rule, JSONSchemaProps before) {
    var matcher = ABSENT_OR.matcher(rule);
    return matcher.lookingAt() && !before.getProperties().containsKey(matcher.group(1));
  }

  private void say(String path, String what) {
    breaking.add((path.isEmpty() ? "the resource" : path.replaceFirst("^[.]", "")) + " " + what);
  }

  private static boolean isTrue(Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static Double number(Long value) {
    return value == null ? null : value.doubleValue();
  }

  private static boolean isMore(Double after, Double before) {
    return after != null && (before == null || after > before);
  }

  private static boolean isLess(Double after, Double before) {
    return after != null && (before == null || after < before);
  }
}
