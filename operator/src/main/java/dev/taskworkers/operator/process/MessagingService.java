// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.OwnerConsent;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.ResourceNames;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The service that keeps tasks until workers pull them, as the operator uses it: its names, its
 * consents, its checks, and its connections.
 */
interface MessagingService extends AutoCloseable {
  ResourceNames names();

  OwnerConsent consent();

  Preflight preflight();

  BacklogSource backlog();

  /** Requests for backlogs so far. */
  long backlogRequests();

  /**
   * The arrivals of one term of leadership, which closes them.
   *
   * @param installation lower-case letters and digits that no other installation has; empty while
   *     unknown
   */
  ArrivalSource arrivals(Supplier<Optional<String>> installation, Clock clock);

  /** To be called when the last term has ended. */
  @Override
  void close();
}
