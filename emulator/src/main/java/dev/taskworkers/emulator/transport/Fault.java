// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Something that goes wrong from {@code since} until just before {@code until}, on the cloud's
 * clock.
 *
 * @param until {@link Instant#MAX} when it lasts until it is cleared
 * @param method the bare method name that is concerned, {@code *} for any run of characters
 * @param resource the full resource name that is concerned, {@code *} for any run of characters
 * @param region the region that is concerned, {@code *} for any run of characters
 */
public record Fault(
    FaultKind kind, Instant since, Instant until, String method, String resource, String region) {
  public boolean activeAt(Instant now) {
    return !now.isBefore(since) && now.isBefore(until);
  }

  public boolean concerns(String calledMethod, String calledResource) {
    return matches(method, calledMethod) && matches(resource, calledResource);
  }

  public boolean concerns(String sampledRegion) {
    return matches(region, sampledRegion);
  }

  private static boolean matches(String pattern, String text) {
    return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), text);
  }
}
