// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.RateShare;

/** Workers that are asked what they do; orders to them come to nothing. */
interface QuestionsOnly extends WorkerLine {
  @Override
  default void share(PodAddress pod, RateShare share) {}

  @Override
  default void cordon(PodAddress pod) {}

  @Override
  default void uncordon(PodAddress pod) {}
}
