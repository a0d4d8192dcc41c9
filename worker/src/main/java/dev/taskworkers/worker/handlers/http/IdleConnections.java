// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Connections that nobody uses. Each is given up after a second: servers close them after 5 s
 * (Node, uvicorn) or 2 s (gunicorn), and what is sent at that moment is lost.
 */
final class IdleConnections {
  static final Duration KEPT = Duration.ofSeconds(1);

  private final Timer timer;
  private final Deque<Idle> connections = new ArrayDeque<>();
  private boolean looking;

  private record Idle(Connection connection, Moment since) {}

  IdleConnections(Timer timer) {
    this.timer = timer;
  }

  /** The one that was used last, if there is any: it is the least likely to be closed. */
  synchronized Optional<Connection> take() {
    giveUpOld();
    while (!connections.isEmpty()) {
      var connection = connections.removeLast().connection();
      if (connection.isSilent()) {
        return Optional.of(connection);
      }
      connection.close();
    }
    return Optional.empty();
  }

  /** An exchange is over; what can't be used again is closed. */
  synchronized void add(Connection connection) {
    if (!connection.isReusable()) {
      connection.close();
      return;
    }
    connections.addLast(new Idle(connection, timer.moment()));
    lookLater();
  }

  private void lookLater() {
    if (!looking && !connections.isEmpty()) {
      looking = true;
      timer.after(timer.moment().until(connections.peekFirst().since().plus(KEPT)), this::look);
    }
  }

  private synchronized void look() {
    looking = false;
    giveUpOld();
    lookLater();
  }

  private void giveUpOld() {
    var limit = timer.moment().minus(KEPT);
    while (!connections.isEmpty() && !connections.peekFirst().since().isAfter(limit)) {
      connections.removeFirst().connection().close();
    }
  }
}
