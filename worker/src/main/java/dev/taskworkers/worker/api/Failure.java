package dev.taskworkers.worker.api;

/**
 * Why a task is not done, as its dead letter will tell it. Parts that are null, as the messages of
 * many exceptions are, get words of their own.
 *
 * @param kind a class name, or a word such as {@code exit} or {@code timeout}
 * @param message one sentence
 * @param output the last of what the task wrote, empty when there is none
 */
public record Failure(String kind, String message, String output) {
  private static final String NO_MESSAGE = "no message";

  public Failure {
    kind = kind == null ? "unknown" : kind;
    message = message == null ? NO_MESSAGE : message;
    output = output == null ? "" : output;
  }

  public static Failure of(String kind, String message) {
    return new Failure(kind, message, "");
  }

  /** What an exception says, by its class. */
  public static Failure of(Throwable problem) {
    return of(problem.getClass().getName(), message(problem));
  }

  /** The class may be a handler's own, so this may fail as any code of a handler may. */
  private static String message(Throwable problem) {
    try {
      return problem.getMessage();
    } catch (RuntimeException e) {
      return NO_MESSAGE;
    }
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
