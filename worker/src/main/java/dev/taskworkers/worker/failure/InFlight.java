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

        @Override
        public boolean crashedAlone(String id) {
          return false;
        }

        @Override
        public int suspects(int crashes) {
          return 0;
        }

        @Override
        public void leaves() {}
      };

  void begins(String id);

  /** The run is over, however it ended: it did not take the process with it. */
  void ended(String id);

  /** In how many ends of this process's predecessors the task was running. */
  int crashes(String id);

  /** Whether no other task was running in the last of them. */
  boolean crashedAlone(String id);

  /** How many tasks there are with at least so many crashes, none of them alone. */
  int suspects(int crashes);

  /** The process was told to end; what still runs at its end has no part in that. Any thread. */
  void leaves();
}
