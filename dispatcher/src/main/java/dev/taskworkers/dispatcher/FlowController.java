// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets tasks through while few enough are under way, by number and by bytes; the others wait
 * outside, first come, first served. A task larger than the limit goes through alone.
 */
final class FlowController {
  private final DispatcherConfig.Outstanding limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Deque<Waiter> outside = new ArrayDeque<>();
  private long tasks;
  private long bytes;
  private boolean closed;

  FlowController(DispatcherConfig.Outstanding limits) {
    this.limits = limits;
  }

  /**
   * Goes through, or waits.
   *
   * @param patience nanoseconds
   * @return whether nothing else was under way
   * @throws IllegalStateException when this is closed, or is closed meanwhile
   */
  boolean enter(long size, long patience) throws InterruptedException, TimeoutException {
    lock.lock();
    try {
      requireOpen();
      var alone = tasks == 0;
      var waiter = new Waiter(size, lock.newCondition());
      outside.add(waiter);
      admit();
      if (!waiter.admitted) {
        await(waiter, patience);
      }
      return alone;
    } finally {
      lock.unlock();
    }
  }

  /** Takes note that these are no longer under way. */
  void leave(Collection<Outgoing> leaving) {
    lock.lock();
    try {
      tasks -= leaving.size();
      for (var task : leaving) {
        bytes -= task.bytes();
      }
      admit();
      if (tasks == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody through any more, not even those who wait. */
  void close() {
    lock.lock();
    try {
      closed = true;
      outside.forEach(waiter -> waiter.called.signal());
      outside.clear();
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks are under way. */
  long tasks() {
    lock.lock();
    try {
      return tasks;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is under way. */
  void awaitIdle() {
    lock.lock();
    try {
      while (tasks > 0) {
        idle.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void await(Waiter waiter, long patience) throws InterruptedException, TimeoutException {
    var left = patience;
    try {
      while (!waiter.admitted) {
        requireOpen();
        if (left <= 0) {
          throw new TimeoutException();
        }
        left = waiter.called.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      if (!waiter.admitted) {
        throw e;
      }
      Thread.currentThread().interrupt();
    } finally {
      if (!waiter.admitted) {
        outside.remove(waiter);
        admit();
      }
    }
  }

  private void admit() {
    while (!outside.isEmpty() && fits(outside.peek().size)) {
      var first = outside.remove();
      tasks++;
      bytes += first.size;
      first.admitted = true;
      first.called.signal();
    }
  }

  private boolean fits(long size) {
    return tasks == 0 || (tasks < limits.tasks() && bytes + size <= limits.bytes());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The dispatcher is closed; it takes no more tasks.");
    }
  }

  /** A task outside. */
  private static final class Waiter {
    private final long size;
    private final Condition called;
    private boolean admitted;

    Waiter(long size, Condition called) {
      this.size = size;
      this.called = called;
    }
  }
}
