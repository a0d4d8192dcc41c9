package dev.taskworkers.worker.handlers.http;

/**
 * How long the JDK's HTTP client keeps a connection that nobody uses. It has a system property for
 * this and nothing else, and reads it once, when its classes load.
 */
public final class ClientSettings {
  private static final String KEEP_ALIVE_SECONDS = "jdk.httpclient.keepalive.timeout";

  private ClientSettings() {}

  /**
   * Gives idle connections up after a second, unless somebody has set another time: servers close
   * them after 5 s (Node, uvicorn) or 2 s (gunicorn), and what is sent at that moment is lost.
   * Comes too late once a client exists.
   */
  public static void apply() {
    if (System.getProperty(KEEP_ALIVE_SECONDS) == null) {
      System.setProperty(KEEP_ALIVE_SECONDS, "1");
    }
  }
}
