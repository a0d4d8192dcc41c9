// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

/** Says how the owner of a subscription lets a namespace use it. */
public interface OwnerConsent {
  /** What to do for {@code namespace}, which has no consent: it is not told what there is. */
  String refusal(String namespace, ResourceName subscription);

  /** What the owner of {@code subscription} runs to let {@code namespace} use it. */
  String command(String namespace, ResourceName subscription);
}
