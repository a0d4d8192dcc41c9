package dev.taskworkers.demo.ledger;

import dev.taskworkers.emulator.CloudObserver;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the streams of all subscriptions: who opens more than are ended opens too many. */
public final class StreamLedger implements CloudObserver {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  @Override
  public void streamOpened(String subscription, String client) {
    opened.incrementAndGet();
  }

  @Override
  public void streamEnded(String subscription, String client) {
    ended.incrementAndGet();
  }

  public int opened() {
    return opened.get();
  }

  /** By the cloud. */
  public int ended() {
    return ended.get();
  }
}
