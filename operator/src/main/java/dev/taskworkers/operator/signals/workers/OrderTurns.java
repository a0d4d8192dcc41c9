// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.protocol.PodIdentity;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Has orders sent in turn, so that pods which take them and never answer hold up those of their own
 * namespace alone. An order that is still under way is not given again: whoever gives it does so at
 * each look until the pod's report shows it.
 */
final class OrderTurns {
  private record Order(PodIdentity pod, String path) {}

  private final Set<Order> underWay = ConcurrentHashMap.newKeySet();
  private final CallLimiter turns;

  /**
   * @param atOnce orders that may be open
   * @param ofNamespace those to pods of one namespace
   */
  OrderTurns(int atOnce, int ofNamespace) {
    turns = new CallLimiter(atOnce, ofNamespace, MoreExecutors.directExecutor());
  }

  /**
   * Has {@code order} sent when others of the namespace leave room; drops it while the one before
   * to that pod and path has not ended.
   */
  void send(PodIdentity pod, String path, Supplier<CompletableFuture<byte[]>> order) {
    var same = new Order(pod, path);
    if (!underWay.add(same)) {
      return;
    }
    turns
        .take(
            pod.namespace(),
            () -> {
              var ended = SettableFuture.<Boolean>create();
              var unused = order.get().whenComplete((body, problem) -> ended.set(problem == null));
              return ended;
            })
        .addListener(() -> underWay.remove(same), MoreExecutors.directExecutor());
  }
}
