// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import java.util.HashSet;
import java.util.Set;

/** Which pods of a pool are being asked, and which of them answer soon. */
final class PodQuestions {
  private final Set<String> open = new HashSet<>();
  private final Set<String> prompt = new HashSet<>();
  private Set<String> present = Set.of();

  /** Notes that {@code pod} is asked; false while the question before is open. */
  synchronized boolean begin(String pod) {
    return open.add(pod);
  }

  /**
   * The question to {@code pod} has ended, one way or the other.
   *
   * @param soon whether it was answered, and soon
   */
  synchronized void end(String pod, boolean soon) {
    open.remove(pod);
    if (soon && present.contains(pod)) {
      prompt.add(pod);
    } else {
      prompt.remove(pod);
    }
  }

  /** Whether {@code pod} has answered the last question, and soon. */
  synchronized boolean isPrompt(String pod) {
    return prompt.contains(pod);
  }

  /** Forgets how pods answered that are gone. */
  synchronized void retain(Set<String> existing) {
    present = Set.copyOf(existing);
    prompt.retainAll(existing);
  }
}
