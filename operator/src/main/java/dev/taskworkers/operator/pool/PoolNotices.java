// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Warns a pool's users of what was met besides scaling, and of the same not again and again. */
final class PoolNotices {
  private final PoolEvents events;

  PoolNotices(PoolEvents events) {
    this.events = events;
  }

  /** Says something that somebody should know; the same words not again for an hour. */
  void warn(WriteTarget target, String reason, String message) {
    warn(target, reason, message, message);
  }

  /** Says what the API server refused; not again for an hour, whatever its words are. */
  void refused(WriteTarget target, String reason, String what, KubernetesClientException e) {
    warn(target, reason, "", what + " " + ApiErrorMessages.of(e));
  }

  private void warn(WriteTarget target, String reason, String topic, String message) {
    if (target.state().isNews(reason + topic, target.now())) {
      events.warn(target.pool(), reason, message, target.now());
    }
  }
}
