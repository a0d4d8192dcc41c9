package dev.taskworkers.worker.api;

/**
 * Why a task is not done, as its dead letter will tell it.
 *
 * @param kind a class name, or a word such as {@code exit} or {@code timeout}
 * @param message one sentence
 * @param output the last of what the task wrote, empty when there is none
 */
public record Failure(String kind, String message, String output) {
  /** Null, as of an exception without a message, is no reason to lose the rest. */
  public Failure {
    kind = String.valueOf(kind);
    message = String.valueOf(message);
    output = output == null ? "" : output;
  }

  public static Failure of(String kind, String message) {
    return new Failure(kind, message, "");
  }

  /** What an exception says, by its class. */
  public static Failure of(Throwable problem) {
    return of(problem.getClass().getName(), String.valueOf(problem.getMessage()));
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
