package dev.taskworkers.dispatcher;

/** A task that was not sent; the message is a sentence for people. */
public final class DispatchException extends RuntimeException {
  DispatchException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
