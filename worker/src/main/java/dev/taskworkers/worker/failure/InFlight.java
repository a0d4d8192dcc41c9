package dev.taskworkers.worker.failure;

/** Remembers, beyond the life of this process, which tasks were running when it ended. */
public interface InFlight {
  /** Remembers nothing. */
  InFlight NONE =
      new InFlight() {
        @Override
        public void begins(String id) {}

        @Override
        public void ended(String id) {}

        @Override
        public int crashes(String id) {
          return 0;
        }
      };

  void begins(String id);

  /** The run is over, however it ended: it did not take the process with it. */
  void ended(String id);

  /** In how many ends of this process's predecessors the task was running. */
  int crashes(String id);
}
