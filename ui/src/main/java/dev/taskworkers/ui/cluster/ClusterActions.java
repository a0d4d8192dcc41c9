// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Mode;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.ui.PoolActions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a user's own rights allow him to do to pools of a cluster. The API server has the last word:
 * what is not offered and asked for all the same is refused by it.
 */
public final class ClusterActions implements PoolActions {
  private static final int MOST_PODS = 10_000;
  private static final int BAD_REQUEST = 400;

  private final KubernetesClient kubernetes;

  /** The words of actions. */
  private enum Action {
    PAUSE,
    ADVISE,
    RESUME,
    PIN,
    RELEASE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What is set in the pool's spec. */
    String spec(String pods) {
      return switch (this) {
        case PAUSE -> "{\"mode\":\"Paused\"}";
        case ADVISE -> "{\"mode\":\"Advise\"}";
        case RESUME -> "{\"mode\":\"Auto\"}";
        case PIN -> "{\"replicas\":" + pods + "}";
        case RELEASE -> "{\"replicas\":null}";
      };
    }

    boolean isOf(Mode mode, boolean pinned) {
      return switch (this) {
        case PAUSE -> mode != Mode.Paused;
        case ADVISE -> mode != Mode.Advise;
        case RESUME -> mode != Mode.Auto;
        case PIN -> mode == Mode.Auto;
        case RELEASE -> pinned;
      };
    }

    String effect(String has, Mode mode, Optional<Integer> pinned) {
      return switch (this) {
        case PAUSE -> "The operator decides nothing more, and the pool keeps what it has: " + has;
        case ADVISE ->
            "The operator only says what it would do, and the pool keeps what it has: " + has;
        case RESUME ->
            pinned
                    .map(pods -> "The pool gets the " + pods(pods) + " that it is pinned at.")
                    .orElse("The operator scales the pool again.")
                + " Now it has "
                + has;
        case PIN ->
            "The pool gets exactly that many pods, whatever arrives. Now it has "
                + has
                + " Pods that are too many finish their tasks first.";
        case RELEASE ->
            mode == Mode.Auto
                ? "The operator scales the pool again, from what it has: " + has
                : "The pool is no longer pinned. Its mode is still "
                    + mode
                    + ", so it keeps what it has: "
                    + has;
      };
    }
  }

  public ClusterActions(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  @Override
  public List<Offer> offers(String pool) {
    try {
      var found = resource(pool).get();
      if (found == null) {
        return List.of();
      }
      var drain = new Drains(kubernetes).offer(found);
      if (!mayPatch(found)) {
        return drain.stream().toList();
      }
      var spec = Optional.ofNullable(found.getSpec());
      var mode = spec.map(TaskWorkerPoolSpec::mode).orElse(Mode.Auto);
      var pinned = spec.map(TaskWorkerPoolSpec::replicas);
      var has = has(Optional.ofNullable(found.getStatus()));
      var own =
          Stream.of(Action.values())
              .filter(action -> action.isOf(mode, pinned.isPresent()))
              .map(
                  action ->
                      new Offer(
                          action.word(),
                          action.effect(has, mode, pinned)
                              + " The cluster is "
                              + ClusterName.of(kubernetes)
                              + ".",
                          command(action, found),
                          action == Action.PIN));
      return Stream.concat(own, drain.stream()).toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return List.of();
      }
      throw new IllegalStateException(
          "The API server does not say what you may do to "
              + pool
              + ": "
              + ApiServer.trouble(kubernetes, e),
          e);
    }
  }

  private Resource<TaskWorkerPool> resource(String pool) {
    var names = pool.split("/", 2);
    return kubernetes
        .resources(TaskWorkerPool.class)
        .inNamespace(names[0])
        .withName(names[names.length - 1]);
  }

  private boolean mayPatch(TaskWorkerPool pool) {
    return Rights.may(
        kubernetes,
        Rights.to(
                "patch",
                HasMetadata.getPlural(TaskWorkerPool.class),
                pool.getMetadata().getNamespace())
            .withGroup(HasMetadata.getGroup(TaskWorkerPool.class))
            .withName(pool.getMetadata().getName())
            .build());
  }

  /** What a pool has, as far as it is known. */
  private static String has(Optional<TaskWorkerPoolStatus> status) {
    var pods =
        status
            .map(TaskWorkerPoolStatus::replicas)
            .map(ClusterActions::pods)
            .orElse("a number of pods that is not known");
    var waiting =
        status
            .map(TaskWorkerPoolStatus::estimate)
            .map(TaskWorkerPoolStatus.Estimate::waiting)
            .map(tasks -> ", while " + tasks + (tasks == 1 ? " task waits" : " tasks wait"))
            .orElse("");
    return pods + waiting + ".";
  }

  private static String pods(int pods) {
    return pods + (pods == 1 ? " pod" : " pods");
  }

  private String command(Action action, TaskWorkerPool pool) {
    var name = pool.getMetadata().getName() + " --namespace " + pool.getMetadata().getNamespace();
    var kubectl = ClusterName.kubectl(kubernetes);
    return action == Action.PIN
        ? kubectl + " scale taskworkerpool " + name + " --replicas N"
        : kubectl
            + " patch taskworkerpool "
            + name
            + " --type merge --patch '{\"spec\":"
            + action.spec("")
            + "}'";
  }

  @Override
  public Result drain(String pool, String worker) {
    var names = pool.split("/", 2);
    return new Drains(kubernetes).drain(names[0], worker, Optional.of(names[names.length - 1]));
  }

  @Override
  public Result perform(String pool, String word, OptionalInt pods) {
    var action = Stream.of(Action.values()).filter(each -> each.word().equals(word)).findFirst();
    if (action.isEmpty()) {
      return new Result(BAD_REQUEST, "There is no action '" + word + "'.");
    }
    var number = pods.orElse(-1);
    if (action.get() == Action.PIN && (number < 0 || number > MOST_PODS)) {
      return new Result(BAD_REQUEST, "Expected 0 to " + MOST_PODS + " pods.");
    }
    try {
      resource(pool)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":" + action.get().spec(String.valueOf(number)) + "}");
      return new Result(HttpURLConnection.HTTP_OK, "Done: " + pool + " is told to " + word + ".");
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
          ? new Result(
              e.getCode(),
              "You may not change " + pool + "; ask for 'patch' on taskworkerpools there.")
          : new Result(
              e.getCode() >= BAD_REQUEST ? e.getCode() : HttpURLConnection.HTTP_UNAVAILABLE,
              "That is not confirmed: " + ApiServer.trouble(kubernetes, e));
    }
  }
}
