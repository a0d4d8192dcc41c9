// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/** One step of a decision: a number of pods, and why that many. */
record Step(int replicas, Explanation explanation) {
  public Reason reason() {
    return explanation.reason();
  }
}
