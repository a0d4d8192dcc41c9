package dev.taskworkers.runtime.http;

/** A request, and the way back to who sent it; safe for threads. */
public interface Exchange {
  Request request();

  /** Answers, once; returns before the answer is on its way. */
  void send(Response response);

  /** Has {@code action} run once the connection has ended, whatever ended it. */
  void whenEnded(Runnable action);
}
