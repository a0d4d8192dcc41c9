// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.RootCause;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.execution.NoAnswerException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The container beside us, which does tasks by HTTP. Each task waits on its own thread for its own
 * connection: a client that hands every step to other threads costs several times as much.
 */
public final class TaskServer {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final URI url;
  private final Timer timer;
  private final IdleConnections idle;

  /**
   * @param timer by which connections that nobody uses are given up, and late ends told from others
   */
  public TaskServer(URI url, Timer timer) {
    this.url = url;
    this.timer = timer;
    idle = new IdleConnections(timer);
  }

  URI url() {
    return url;
  }

  Moment moment() {
    return timer.moment();
  }

  IdleConnections idle() {
    return idle;
  }

  /** Why it can't take tasks yet, or empty; blocks for a second at most. */
  public Optional<String> notReady() {
    try {
      connect().close();
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.of(acceptsNone());
    } catch (IOException e) {
      return Optional.of("Nothing listens at " + url + " yet: " + RootCause.line(e) + ".");
    }
  }

  /**
   * A request that is not sent yet.
   *
   * @param most bytes of the answer's body that are of interest
   */
  Exchange ask(Request request, int most) {
    return new Exchange(this, request, most);
  }

  Connection connect() throws IOException {
    return Connection.to(url, CONNECT);
  }

  /** Linux drops the first word of a connection for which the server's queue has no place. */
  private String acceptsNone() {
    return "The server at "
        + url
        + " accepts no connection within "
        + CONNECT.toSeconds()
        + " s: its queue of connections is full, or it hangs. Have it accept as many connections at"
        + " once as the pool's concurrency says.";
  }

  NoAnswerException unreachable(IOException problem) {
    if (problem instanceof SocketTimeoutException) {
      return NoAnswerException.unseen(acceptsNone(), problem);
    }
    return NoAnswerException.unseen("No connection to " + url + ": " + cause(problem), problem);
  }

  NoAnswerException brokenOff(IOException problem) {
    return NoAnswerException.brokenOff(
        "The connection to " + url + " broke before the answer was complete: " + cause(problem),
        problem);
  }

  /** The JDK's exceptions often have no message of their own. */
  private static String cause(IOException problem) {
    return problem.getMessage() == null
        ? problem.getClass().getSimpleName() + "."
        : problem.getMessage() + ".";
  }
}
