// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.operator.pubsub.Permission;
import dev.taskworkers.operator.pubsub.Permission.On;
import dev.taskworkers.runtime.StatusWords;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether each of the operator's permissions is granted. */
final class PermissionChecks {
  private final Grants grants;
  private final Map<On, String> resources;
  private final Set<On> missing;
  private final Set<Permission> proven;
  private final String member;
  private final Set<Permission> unasked;
  private final String answering;

  /**
   * @param resources what permissions are granted on, as far as it is known: a project's id, or the
   *     full name of a topic or subscription
   * @param missing what does not exist: Google says of it that nothing is granted
   * @param proven permissions without which a call would have failed that did not
   * @param member who is granted what is missing
   * @param unasked permissions at Google, where an emulator that doesn't know them is asked instead
   * @param answering who is asked, as the beginning of a sentence
   */
  PermissionChecks(
      Grants grants,
      Map<On, String> resources,
      Set<On> missing,
      Set<Permission> proven,
      String member,
      Set<Permission> unasked,
      String answering) {
    this.grants = grants;
    this.resources = resources;
    this.missing = missing;
    this.proven = proven;
    this.member = member;
    this.unasked = unasked;
    this.answering = answering;
  }

  /** What is granted on something, or why nobody says. */
  private record Granted(Set<String> permissions, Optional<Status> problem) {}

  /** One for each permission on something known; that for a probe only where it is needed. */
  List<Check> checks() {
    var granted = new EnumMap<On, Granted>(On.class);
    resources.forEach((on, resource) -> granted.put(on, ask(on, resource)));
    var checks = new ArrayList<Check>();
    for (var permission : Permission.values()) {
      if (permission.on() == On.TOPIC && isWithoutTopic()) {
        checks.add(
            Check.unknown(
                permission.word(),
                "The subscription's topic is not known, so doctor did not ask for "
                    + permission.permission()
                    + "."));
      } else if (granted.containsKey(permission.on())
          && (permission != Permission.PROBE || !mayRing(checks))) {
        checks.add(check(permission, granted.get(permission.on())));
      }
    }
    return checks;
  }

  private boolean isWithoutTopic() {
    return resources.containsKey(On.SUBSCRIPTION) && !resources.containsKey(On.TOPIC);
  }

  private static boolean mayRing(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.name().endsWith("-doorbell"))
        .allMatch(check -> check.answer() == Check.Answer.yes);
  }

  private Granted ask(On on, String resource) {
    var name = isProject(on) ? "projects/" + resource : resource;
    var wanted =
        Arrays.stream(Permission.values())
            .filter(each -> each.on() == on)
            .map(Permission::permission)
            .toList();
    try {
      return new Granted(grants.on(name, wanted), Optional.empty());
    } catch (StatusRuntimeException e) {
      return new Granted(Set.of(), Optional.of(e.getStatus()));
    }
  }

  private Check check(Permission permission, Granted granted) {
    var name = permission.word();
    var resource = resources.get(permission.on());
    var what =
        permission.permission()
            + " on "
            + (isProject(permission.on()) ? "project " : "")
            + resource;
    var purpose = " With it, the operator " + permission.purpose() + ".";
    if (unasked.contains(permission) && !proven.contains(permission)) {
      return Check.unknown(
          name,
          answering
              + " stands in for Pub/Sub only; whether "
              + what
              + " is granted at Google was not asked.");
    }
    if (proven.contains(permission) || granted.permissions().contains(permission.permission())) {
      return Check.yes(name, what + " is granted.");
    }
    if (missing.contains(permission.on())) {
      return Check.unknown(
          name,
          resource + " does not exist, so doctor did not ask for " + permission.permission() + ".");
    }
    return granted
        .problem()
        .map(
            status ->
                Check.unknown(
                    name, answering + " says nothing about " + what + ": " + said(status)))
        .orElseGet(
            () ->
                Check.no(
                    name, what + " is not granted." + purpose, permission.grant(resource, member)));
  }

  private static boolean isProject(On on) {
    return on == On.PROJECT || on == On.DOORBELL_PROJECT;
  }

  /** A status as the end of a sentence. */
  static String said(Status status) {
    return StatusWords.of(status) + (status.getDescription() == null ? "." : "");
  }
}
