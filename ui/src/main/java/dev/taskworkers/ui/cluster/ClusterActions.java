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

    String effect(String has) {
      return switch (this) {
        case PAUSE -> "The operator decides nothing more, and the pool keeps what it has: " + has;
        case ADVISE ->
            "The operator only says what it would do, and the pool keeps what it has: " + has;
        case RESUME -> "The operator scales the pool again. Now it has " + has;
        case PIN ->
            "The pool gets exactly that many pods, whatever arrives. Now it has "
                + has
                + " Pods that are too many finish their tasks first.";
        case RELEASE -> "The operator scales the pool again, from what it is pinned at: " + has;
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
      if (found == null || !mayPatch(found)) {
        return List.of();
      }
      var mode =
          Optional.ofNullable(found.getSpec()).map(TaskWorkerPoolSpec::mode).orElse(Mode.Auto);
      var pinned = found.getSpec() != null && found.getSpec().replicas() != null;
      return Stream.of(Action.values())
          .filter(action -> action.isOf(mode, pinned))
          .map(action -> offer(action, found))
          .toList();
    } catch (KubernetesClientException mayNotLook) {
      return List.of();
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

  private static Offer offer(Action action, TaskWorkerPool pool) {
    var status = Optional.ofNullable(pool.getStatus());
    var pods = status.map(TaskWorkerPoolStatus::replicas).orElse(0);
    var waiting =
        status
            .map(TaskWorkerPoolStatus::estimate)
            .map(TaskWorkerPoolStatus.Estimate::waiting)
            .orElse(0L);
    var has =
        pods
            + (pods == 1 ? " pod" : " pods")
            + ", while "
            + waiting
            + (waiting == 1 ? " task waits." : " tasks wait.");
    return new Offer(
        action.word(), action.effect(has), command(action, pool), action == Action.PIN);
  }

  private static String command(Action action, TaskWorkerPool pool) {
    var name = pool.getMetadata().getName() + " --namespace " + pool.getMetadata().getNamespace();
    return action == Action.PIN
        ? "kubectl scale taskworkerpool " + name + " --replicas N"
        : "kubectl patch taskworkerpool "
            + name
            + " --type merge --patch '{\"spec\":"
            + action.spec("")
            + "}'";
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
          ? new Result(e.getCode(), "You may not change " + pool + ".")
          : new Result(
              e.getCode() >= BAD_REQUEST ? e.getCode() : HttpURLConnection.HTTP_UNAVAILABLE,
              "The API server did not do it: " + e.getMessage());
    }
  }
}
