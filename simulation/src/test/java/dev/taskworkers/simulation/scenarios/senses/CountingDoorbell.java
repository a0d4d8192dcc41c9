package dev.taskworkers.simulation.scenarios.senses;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.arrivals.ArrivalSourceRequest;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatch;
import dev.taskworkers.simulation.scenarios.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A doorbell that says it is whole, and may not be: counts of tasks by the second of their
 * publishing, one to two seconds after it, of those that it hears.
 */
public final class CountingDoorbell implements ArrivalSource {
  private static final int WINDOW_SECONDS = 600;

  /** What a new listener hears once more. */
  private static final int LOOK_BACK_SECONDS = 360;

  private final World world;
  private final DoubleUnaryOperator share;
  private final Random random;
  private final List<Integer> heard = new ArrayList<>();
  private int next;
  private int listeningFrom;
  private Runnable onRing = () -> {};
  private boolean empty;

  /**
   * @param share of the tasks that it hears, by second
   */
  public CountingDoorbell(World world, DoubleUnaryOperator share, long seed) {
    this.world = world;
    this.share = share;
    this.random = new Random(seed);
  }

  /** A new leader listens to it from now on. */
  public void listen(int second) {
    listeningFrom = second - LOOK_BACK_SECONDS;
    empty = false;
  }

  /** Called once in each second. */
  public void tick(int second) {
    var count = 0;
    var tasks = world.tasks();
    while (next < tasks.size() && tasks.get(next).publishedAt() < second) {
      count += random.nextDouble() < share.applyAsDouble(tasks.get(next).publishedAt()) ? 1 : 0;
      next++;
    }
    heard.add(count);
    if (count > 0 && empty) {
      onRing.run();
    }
  }

  @Override
  public ArrivalWatch watch(SubscriptionName subscription, Runnable listener) {
    onRing = listener;
    return this::heard;
  }

  private ArrivalObservation heard(ArrivalSourceRequest wanted, boolean poolIsEmpty, Instant now) {
    empty = poolIsEmpty;
    // What was heard in tick s was published in the second that ended then.
    var end = heard.size();
    var first = Math.max(listeningFrom, end - WINDOW_SECONDS);
    var counts = new ArrayList<Integer>(WINDOW_SECONDS);
    for (var second = first; second < end; second++) {
      counts.add(second < 0 || second + 1 >= end ? 0 : heard.get(second + 1));
    }
    return new ArrivalObservation(
        Arrivals.counted(WorldClock.at(first).getEpochSecond(), counts),
        true,
        "Doorbell",
        "A doorbell subscription on the topic counts every task.");
  }
}
