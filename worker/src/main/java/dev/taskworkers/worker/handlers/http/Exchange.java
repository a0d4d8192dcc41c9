// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.execution.NoAnswerException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * One request and its answer. It is sent once more when a connection that was used before ends at
 * once without a byte, or with the time-out of a server that waited for a request: the server
 * closed it, most likely before it saw this one. A new connection that ends so, or one that ends
 * later, has told of the request itself.
 */
final class Exchange {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** With the end of the connection: RFC 9110, 15.5.9. */
  private static final int REQUEST_TIMEOUT = 408;

  private final TaskServer server;
  private final Request request;
  private final int most;

  /** Null while there is none. */
  private Connection current;

  private boolean cancelled;

  /**
   * @param most bytes of the answer's body that are of interest
   */
  Exchange(TaskServer server, Request request, int most) {
    this.server = server;
    this.request = request;
    this.most = most;
  }

  /**
   * Sends the request and waits for the answer.
   *
   * @throws NoAnswerException when the server can't be reached, or went away
   * @throws ProtocolException when what it says is no HTTP
   * @throws CancellationException when it was cancelled
   * @throws InterruptedException when this thread was interrupted
   */
  Answer answer() throws NoAnswerException, ProtocolException, InterruptedException {
    var first = Optional.<IOException>empty();
    var idle = server.idle().take();
    if (idle.isPresent()) {
      var begun = server.moment();
      try {
        var answer = on(idle.get());
        if (isLate(begun) || answer.status() != REQUEST_TIMEOUT || idle.get().isReusable()) {
          return answer;
        }
      } catch (ProtocolException e) {
        throw e;
      } catch (IOException e) {
        refuseToGoOn();
        if (isLate(begun) || idle.get().isHeard()) {
          throw server.brokenOff(e);
        }
        first = Optional.of(e);
      }
    }
    var fresh = connect(first);
    try {
      return on(fresh);
    } catch (ProtocolException e) {
      throw e;
    } catch (IOException e) {
      refuseToGoOn();
      throw server.brokenOff(e);
    }
  }

  private boolean isLate(Moment begun) {
    return begun.until(server.moment()).compareTo(AT_ONCE) > 0;
  }

  /**
   * @param before why the request has to be sent once more: with a server that is gone since then,
   *     the request may be the reason
   */
  private Connection connect(Optional<IOException> before)
      throws NoAnswerException, InterruptedException {
    try {
      return server.connect();
    } catch (IOException e) {
      refuseToGoOn();
      throw before.map(server::brokenOff).orElseGet(() -> server.unreachable(e));
    }
  }

  private Answer on(Connection connection) throws IOException {
    try {
      hold(connection);
      return connection.exchange(request, server.url(), most);
    } finally {
      letGo();
      server.idle().add(connection);
    }
  }

  private synchronized void hold(Connection connection) {
    if (cancelled) {
      throw new CancellationException();
    }
    current = connection;
  }

  /** Before anybody else may use the connection, which a cancellation would close. */
  private synchronized void letGo() {
    current = null;
  }

  /** Whoever ends an exchange from here breaks its connection, too. */
  private synchronized void refuseToGoOn() throws InterruptedException {
    if (cancelled) {
      throw new CancellationException();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Ends it at once, also where the body of its answer stalls. */
  synchronized void cancel() {
    cancelled = true;
    if (current != null) {
      current.close();
    }
  }
}
