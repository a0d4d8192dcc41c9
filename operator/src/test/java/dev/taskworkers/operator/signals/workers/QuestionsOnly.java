// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

/** Workers that are asked what they do; orders to them come to nothing. */
interface QuestionsOnly extends WorkerLine {
  @Override
  default void share(PodAddress pod, long pods) {}

  @Override
  default void cordon(PodAddress pod) {}

  @Override
  default void uncordon(PodAddress pod) {}
}
