// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.HealthServer;
import dev.taskworkers.runtime.PatientThreads;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.runtime.WallTimer;
import dev.taskworkers.worker.execution.CachedThreads;
import dev.taskworkers.worker.execution.EventLoop;
import dev.taskworkers.worker.execution.SlotThreads;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.execution.ThreadRunner;
import dev.taskworkers.worker.execution.Tracing;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.failure.InFlightTable;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.handlers.BatchRunner;
import dev.taskworkers.worker.handlers.PreparedHandler;
import dev.taskworkers.worker.loop.LoopDependencies;
import dev.taskworkers.worker.loop.TaskLoop;
import dev.taskworkers.worker.orders.OrderGuard;
import dev.taskworkers.worker.orders.PodFolder;
import dev.taskworkers.worker.process.DrainWait;
import dev.taskworkers.worker.process.MemoryLimit;
import dev.taskworkers.worker.process.ResidentMemory;
import dev.taskworkers.worker.process.SpotNotice;
import dev.taskworkers.worker.pubsub.PubSubDeadLetterTopic;
import dev.taskworkers.worker.pubsub.PubSubSubscription;
import dev.taskworkers.worker.telemetry.HttpEndpoints;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running worker: its parts put together, from the subscription to the status page. */
public final class TaskWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskWorker.class);

  /** A defect of the worker's has ended its loop. */
  public static final class BrokenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BrokenException(Throwable defect) {
      super("The worker broke: " + defect, defect);
    }
  }

  private final Parts parts = new Parts();
  private final String subscription;
  private final Executor threads;
  private final EventLoop eventLoop;
  private final PreparedHandler handler;
  private final HealthServer health;
  private final InFlight inFlight;
  private final TaskLoop loop;
  private final LoopView view;

  /**
   * Starts to work. It runs until it is drained or closed.
   *
   * @param timer the clock that leases, limits and back-off live by; stays the caller's
   * @throws dev.taskworkers.runtime.UsageException when the handler, the credentials or the health
   *     port don't fit
   */
  public static TaskWorker start(WorkerConfig config, Timer timer) {
    return start(config, timer, worker -> {});
  }

  /**
   * The same.
   *
   * @param made is handed the worker once it can be told to leave, and before it pulls
   */
  public static TaskWorker start(WorkerConfig config, Timer timer, Consumer<TaskWorker> made) {
    var worker = new TaskWorker(config, timer, () -> {});
    made.accept(worker);
    worker.begin();
    return worker;
  }

  /** Starts to work by the clock of this machine. */
  public static TaskWorker start(WorkerConfig config) {
    var timer = new WallTimer();
    try {
      var worker = new TaskWorker(config, timer, timer::close);
      worker.begin();
      return worker;
    } catch (Throwable e) {
      timer.close();
      throw e;
    }
  }

  private TaskWorker(WorkerConfig config, Timer timer, Runnable last) {
    parts.add(last, Runnable::run);
    subscription = config.subscription();
    inFlight = inFlight(config);
    if (config.handler().runsElsewhere()) {
      GoogleEndpoint.useSocketsOfTheJdk();
      GoogleEndpoint.useSmallBuffers();
      GoogleEndpoint.useOneNetworkThread();
    }
    try {
      // Before the handler, which may ask for a tracer when it is made.
      var tracing =
          parts.add(Tracing.start(config.traced(), config.subscription()), Tracing::close);
      var quick = parts.add(CachedThreads.start(), ExecutorService::shutdownNow);
      threads = new PatientThreads(quick, timer::after);
      // Before the handler, which may take long: nobody must take this for a hung process.
      health =
          parts.add(
              HealthServer.start(config.healthHost(), config.healthPort()), HealthServer::close);
      log.info("Health on port {}.", health.port());
      var pages = new HttpEndpoints(health);
      handler =
          parts.add(
              config.handler().prepare(config.subscription(), timer, quick),
              PreparedHandler::close);
      eventLoop = parts.add(EventLoop.start(timer), EventLoop::close);
      loop = new TaskLoop(config.rules(), ports(config, tracing, quick));
      view = new LoopView(eventLoop, loop.report());
      serve(pages, config, timer);
      new MemoryLimit(config.maxMemoryMib(), ResidentMemory::mib, timer, this::drainByItself)
          .watch();
    } catch (Throwable e) {
      // Threads that were started would keep a process alive that has no worker.
      parts.close();
      throw e;
    }
  }

  private void begin() {
    log.info("Serving {}.", subscription);
    eventLoop.execute(loop::start);
  }

  private LoopDependencies ports(WorkerConfig config, Tracing tracing, ExecutorService quick) {
    // A refresh of the token that finds no thread must wait for one: all calls join the first.
    var credentials = config.endpoint().callCredentials(threads);
    var channel =
        parts.add(config.endpoint().openDirectChannel(threads), ManagedChannel::shutdownNow);
    var slotThreads = parts.add(new SlotThreads(config.rules().slots()), SlotThreads::close);
    return new LoopDependencies(
        new PubSubSubscription(
            config.subscription(), channel, credentials, slotThreads.forAnswers()),
        new PubSubDeadLetterTopic(config.deadLetterTopic(), channel, credentials),
        inFlight,
        tracing.around().apply(runner(tracing, slotThreads)),
        () -> handlerProblem(quick),
        eventLoop,
        threads,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  private void serve(HttpEndpoints pages, WorkerConfig config, Timer timer) {
    pages.serve(
        new HttpEndpoints.Facts(view::status, view::stuck, view::problem),
        new HttpEndpoints.Commands(
            new DrainWait(loop.draining(), loop.drained(), timer)::ended,
            () -> eventLoop.execute(loop::cordon),
            () -> eventLoop.execute(loop::uncordon),
            share -> eventLoop.execute(() -> loop.share(share))),
        new OrderGuard(new PodFolder(config.podInfoFolder()), timer));
  }

  public int healthPort() {
    return health.port();
  }

  /** What it has done and does now; {@link #problem} tells whether it can answer. */
  public WorkerReport report() {
    return view.status();
  }

  /** Why it can do no task at the moment, in a sentence; empty: it can. */
  public Optional<String> problem() {
    return view.problem();
  }

  /** Stops pulling; running tasks finish within the grace period. */
  public void drain(String why) {
    isTold();
    eventLoop.execute(() -> loop.drain(why));
  }

  /** Who broke before it was told to end has crashed all the same. */
  private void isTold() {
    if (!eventLoop.broken().isDone()) {
      inFlight.leaves();
    }
  }

  /** Nobody has told the process to end: if it ends meanwhile, its tasks may be the cause. */
  private void drainByItself(String why) {
    eventLoop.execute(() -> loop.drainByItself(why));
  }

  /** Stops pulling, and has but a few seconds where its machine is being taken back. */
  public void drain(String why, SpotNotice notice) {
    drain(why);
    threads.execute(
        () -> {
          if (notice.isGiven()) {
            eventLoop.execute(() -> loop.hurry("its machine is taken back", SpotNotice.GRACE));
          }
        });
  }

  /** Gives every task back now, also those that run. */
  public void leaveNow(String why) {
    isTold();
    eventLoop.execute(() -> loop.leaveNow(why));
  }

  /**
   * Waits until a drain is over.
   *
   * @throws BrokenException when the worker broke; what it held returns with its leases
   */
  public void await() throws InterruptedException {
    try {
      CompletableFuture.anyOf(loop.drained(), eventLoop.broken()).get();
      // A run that was given up may go on; this end is no crash of it.
      inFlight.leaves();
    } catch (ExecutionException e) {
      throw new BrokenException(e.getCause());
    }
  }

  /** Ends at once; {@link #drain} first, or tasks return only when their leases end. */
  @Override
  public void close() {
    parts.close();
  }

  private CompletableFuture<Optional<String>> handlerProblem(Executor quick) {
    try {
      return CompletableFuture.supplyAsync(handler::notReady, quick);
    } catch (OutOfMemoryError e) {
      return CompletableFuture.completedFuture(Optional.of("No thread can be started."));
    }
  }

  private TaskRunner runner(Tracing tracing, Executor slotThreads) {
    return handler instanceof BatchHandler batches
        ? new BatchRunner(batches, slotThreads, eventLoop)
        : new ThreadRunner(tracing.within().apply(handler), handler::kill, slotThreads);
  }

  private static InFlight inFlight(WorkerConfig config) {
    return config.stateFolder().isEmpty()
        ? InFlight.NONE
        : InFlightTable.in(Path.of(config.stateFolder()), config.rules().slots());
  }
}
