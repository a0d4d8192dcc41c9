// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.runtime.Logs;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.runtime.WallTimer;
import dev.taskworkers.worker.process.SpotNotice;
import dev.taskworkers.worker.process.TerminationSignals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker as a process: 0 after a drain, 1 when it broke, 2 when its environment is wrong. */
public final class Main {
  private Main() {}

  /** What a process does until it ends. */
  interface Life {
    void live() throws InterruptedException;
  }

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(exitCode(Main::work));
  }

  private static void work() throws InterruptedException {
    Logs.configureForCollectors(System.getenv());
    var leaving = TerminationSignals.onSignals();
    var notice = SpotNotice.from(System.getenv());
    try (var timer = new WallTimer();
        var worker =
            TaskWorker.start(
                WorkerConfig.from(System.getenv()),
                timer,
                made -> leaving.by(why -> made.drain(why, notice), made::leaveNow))) {
      worker.await();
    }
  }

  static int exitCode(Life life) throws InterruptedException {
    try {
      life.live();
      return 0;
    } catch (UsageException e) {
      log().error("{}", e.getMessage());
      return 2;
    } catch (TaskWorker.BrokenException e) {
      log().error("{}", e.getMessage(), e.getCause());
      return 1;
    } catch (RuntimeException | Error e) {
      // A defect: a process without a worker must not stay, and only the trace tells where it is.
      log().error("The worker could not start: {}", e.toString(), e);
      return 1;
    }
  }

  /** Not before the log is set up. */
  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }
}
