// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.process.TerminationSignals;

/** The worker as its own main starts it, but on the demo's clock. */
final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Logs.configure(System.getenv());
    var clock = FastClock.parse(System.getenv(FastClock.VARIABLE));
    var leaving = TerminationSignals.onSignals();
    try (var timer = new FastTimer(clock);
        var worker =
            TaskWorker.start(
                WorkerConfig.from(System.getenv()),
                timer,
                made -> leaving.by(made::drain, made::leaveNow))) {
      worker.await();
    }
    System.exit(0);
  }
}
