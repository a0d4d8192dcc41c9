// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A control loop's turn: what fails now is tried again with the next one. */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final int CONFLICT = 409;

  private Loop() {}

  public static void guard(String who, Runnable turn) {
    try {
      turn.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        LOG.debug("{} tries again: {}", who, e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      LOG.warn("{} failed and continues with its next turn", who, e);
    }
  }
}
