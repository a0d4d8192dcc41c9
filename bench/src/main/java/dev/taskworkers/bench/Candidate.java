// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.util.List;
import java.util.Map;

/**
 * A client that takes part.
 *
 * @param name as it is published
 * @param command that starts it
 * @param environment beside what all are given: the server and the subscription
 * @param keepsState whether it has a folder for what it must know after a crash, as on a pod
 */
record Candidate(
    String name, List<String> command, Map<String, String> environment, boolean keepsState) {
  public Candidate {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
