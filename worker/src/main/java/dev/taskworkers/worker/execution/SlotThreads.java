// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for tasks and for the answers that bring them. They are woken one at a time: a thread
 * that finds work wakes the next one before it begins, so that long tasks soon have a thread each,
 * while a burst of short tasks is done by the first thread before a second one is awake. Waking
 * costs more than a short task does. (Go's scheduler wakes its threads by the same rule.) A thread
 * is not woken for the one task that an answer, or the end of another task, brings to the thread
 * that hears of it.
 */
public final class SlotThreads implements Executor, AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final int most;
  private final ThreadFactory factory;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** True from the moment a thread is called until it looks for work. */
  private final AtomicBoolean called = new AtomicBoolean();

  /** True on a thread that hears of what brings tasks, and then looks for the next one. */
  private final ThreadLocal<Boolean> looksNext = ThreadLocal.withInitial(() -> false);

  private final Object lock = new Object();
  private int threads;
  private int idle;
  private int calls;
  private boolean closed;

  /** One more than {@code slots}, so that no answer waits for a task. */
  public SlotThreads(int slots) {
    this(slots, Thread::new);
  }

  SlotThreads(int slots, ThreadFactory factory) {
    most = slots + 1;
    this.factory = factory;
  }

  /**
   * Runs {@code task} on one of the threads.
   *
   * @throws RejectedExecutionException when there is none, and the system allows no new one
   */
  @Override
  public void execute(Runnable task) {
    var isNext = looksNext.get() && tasks.isEmpty();
    tasks.add(task);
    if (isNext) {
      return;
    }
    try {
      call();
    } catch (OutOfMemoryError e) {
      if (tasks.remove(task)) {
        throw refusal(e);
      }
    }
  }

  /**
   * Where answers are heard of, which must not block. The thread of the network would keep the
   * processor from the task that it has just woken a thread for, or leave it to wait for another
   * processor: it only hands the answer over, and the thread that takes it does the task, too.
   */
  public Executor forAnswers() {
    return answer -> {
      try {
        execute(new Answer(answer));
      } catch (RejectedExecutionException e) {
        answer.run();
      }
    };
  }

  private record Answer(Runnable action) implements Runnable {
    @Override
    public void run() {
      action.run();
    }
  }

  private void call() {
    if (called.compareAndSet(false, true)) {
      synchronized (lock) {
        if (idle > 0) {
          idle--;
          calls++;
          lock.notify();
        } else if (threads < most) {
          threads++;
          start();
        } else {
          called.set(false);
        }
      }
    }
  }

  /** The JVM calls it a lack of memory when a pod has as many threads and processes as it may. */
  private void start() {
    try {
      var thread = factory.newThread(this::work);
      thread.setName("task");
      thread.setDaemon(true);
      thread.start();
    } catch (OutOfMemoryError e) {
      threads--;
      called.set(false);
      throw e;
    }
  }

  /**
   * Without another thread, what waits would wait for the whole task that this one begins: tasks go
   * back, and answers are heard of before.
   */
  private void callAnother() {
    try {
      call();
    } catch (OutOfMemoryError e) {
      for (var task : tasks) {
        if (task instanceof Job<?> job && tasks.remove(job)) {
          job.refuse(refusal(e));
        } else if (task instanceof Answer answer && tasks.remove(answer)) {
          answer.run();
        }
      }
    }
  }

  private static RejectedExecutionException refusal(OutOfMemoryError why) {
    return new RejectedExecutionException("No thread can be started: " + why.getMessage(), why);
  }

  private void work() {
    do {
      called.set(false);
      for (var task = tasks.poll(); task != null; task = tasks.poll()) {
        if (!tasks.isEmpty()) {
          callAnother();
        }
        run(task);
        // An interrupt that a task left behind is not meant for the next one.
        var unused = Thread.interrupted();
      }
    } while (isCalled());
  }

  /** What a result or an answer brings about is done here, and often is this thread's next task. */
  private void run(Runnable task) {
    if (task instanceof Job<?> job) {
      job.work();
      andLookNext(job::tell);
    } else if (task instanceof Answer answer) {
      andLookNext(answer);
    } else {
      task.run();
    }
  }

  private void andLookNext(Runnable news) {
    looksNext.set(true);
    try {
      news.run();
    } catch (Throwable e) {
      // The thread counts as one of those that do tasks, and goes on.
      var thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    } finally {
      looksNext.set(false);
    }
  }

  /** Waits to be called; false ends the thread. */
  private boolean isCalled() {
    synchronized (lock) {
      // Whoever adds a task while no thread is idle leaves it to those that come here.
      if (!tasks.isEmpty() && !closed) {
        return true;
      }
      idle++;
      var until = System.nanoTime() + IDLE.toNanos();
      while (calls == 0 && !closed) {
        var left = until - System.nanoTime();
        if (left <= 0) {
          idle--;
          threads--;
          return false;
        }
        try {
          lock.wait(left / 1_000_000 + 1);
        } catch (InterruptedException ignored) {
          // An interrupt is meant for a task, and this one has ended.
        }
      }
      calls--;
      return !closed;
    }
  }

  /** Lets no more tasks begin; those that run end by themselves. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      tasks.clear();
      lock.notifyAll();
    }
  }
}
