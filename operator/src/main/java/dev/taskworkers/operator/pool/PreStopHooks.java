// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Handler;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.WorkerEndpoints;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.SleepAction;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Warns of a hook in the user's template that can take from running tasks the time to finish. */
final class PreStopHooks {
  /**
   * Where no worker listens: its server is at the pod's own address alone. Each part is bounded, or
   * a word of a thousand hosts would be read once from each.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(127(\\.\\d{1,3}){3}|localhost|\\[::1])(:[^/\\s]{0,99})?" + WorkerEndpoints.DRAINED);

  private final PoolNotices notices;
  private final int port;

  /**
   * @param port where workers answer
   */
  PreStopHooks(PoolNotices notices, int port) {
    this.notices = notices;
    this.port = port;
  }

  /**
   * How much longer a pod has to stop because its worker hears of the end only after a hook, as far
   * as the hook says how long it takes.
   */
  static Duration beforeTheWorker(Pool pool) {
    return hook(pool.container())
        .filter(hook -> !pool.handler().has(Handler.Trait.BESIDE_SERVER))
        .map(LifecycleHandler::getSleep)
        .map(SleepAction::getSeconds)
        .map(Duration::ofSeconds)
        .orElse(Duration.ZERO);
  }

  /** Says it once for what the pool's author wrote. */
  void check(WriteTarget target) {
    var pool = target.pool();
    problem(pool)
        .filter(problem -> target.state().isNewsOf("PreStopHook", pool.generation()))
        .ifPresent(problem -> notices.warn(target, "PreStopHook", problem));
  }

  private Optional<String> problem(Pool pool) {
    var container = pool.container();
    if (!pool.handler().has(Handler.Trait.OUR_WORKER) || hook(container).isEmpty()) {
      return Optional.empty();
    }
    var hook = hook(container).get();
    if (pool.handler().has(Handler.Trait.BESIDE_SERVER)) {
      return asksForTheEnd(hook)
          ? Optional.empty()
          : Optional.of(
              "Container "
                  + container.getName()
                  + " has a preStop hook of its own, so it may end before it has answered the"
                  + " worker's requests, and their tasks run again; replace the hook by an httpGet"
                  + " of "
                  + WorkerEndpoints.DRAINED
                  + " on port "
                  + port
                  + ", or a command that lasts until this has answered at the pod's own address"
                  + " (status.podIP; nothing listens on 127.0.0.1), or take it out");
    }
    var given = pool.template().getSpec().getTerminationGracePeriodSeconds();
    var tasks = pool.tasks().gracePeriod().toSeconds();
    return hook.getSleep() != null || given != null && given > tasks
        ? Optional.empty()
        : Optional.of(
            "The preStop hook of container "
                + container.getName()
                + " takes its time from the "
                + tasks
                + " s that tasks have to finish; set terminationGracePeriodSeconds in spec.template"
                + " to "
                + tasks
                + " and the seconds that the hook takes");
  }

  private static boolean asksForTheEnd(LifecycleHandler hook) {
    var get = hook.getHttpGet();
    var asks = get != null && WorkerEndpoints.DRAINED.equals(get.getPath());
    return asks && (get.getHost() == null || namesTheEnd(get.getHost() + get.getPath()))
        || Optional.ofNullable(hook.getExec())
            .map(ExecAction::getCommand)
            .filter(command -> command.stream().anyMatch(PreStopHooks::namesTheEnd))
            .isPresent();
  }

  static boolean namesTheEnd(CharSequence word) {
    return word != null && LOOPBACK.matcher(word).replaceAll("").contains(WorkerEndpoints.DRAINED);
  }

  private static Optional<LifecycleHandler> hook(Container container) {
    return Optional.ofNullable(container.getLifecycle()).map(Lifecycle::getPreStop);
  }
}
