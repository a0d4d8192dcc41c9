// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SeekResponse;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.InProcessGrpc;
import dev.taskworkers.operator.Source;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** What it costs at Google that somebody changes pools again and again. */
final class ChangedPoolsTest extends SubscriberGrpc.SubscriberImplBase {
  private static final int POOLS = 20;

  private final InProcessGrpc pubsub = new InProcessGrpc(this);
  private final MutableClock clock = MutableClock.epochUTC();
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final List<StreamObserver<Empty>> deletes = new ArrayList<>();
  private boolean answersDeletes = true;
  private int calls;
  private final AtOnce background = new AtOnce();
  private final Doorbells doorbells =
      new Doorbells(
          new StreamChannels(pubsub::channel),
          Optional.empty(),
          new PayloadBudget(1_000_000),
          background,
          clock);

  /** What is to be done at once is done on the thread that asks; what is for later is not. */
  private static final class AtOnce extends ScheduledThreadPoolExecutor {
    AtOnce() {
      super(1);
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }

  @AfterEach
  void stop() {
    doorbells.close();
    background.shutdownNow();
    pubsub.close();
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
    calls++;
    var found = subscriptions.get(request.getSubscription());
    if (found == null) {
      answer.onError(Status.NOT_FOUND.asRuntimeException());
    } else {
      answer(answer, found);
    }
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> answer) {
    calls++;
    subscriptions.put(request.getName(), request);
    answer(answer, request);
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> answer) {
    calls++;
    if (answersDeletes) {
      subscriptions.remove(request.getSubscription());
      answer(answer, Empty.getDefaultInstance());
    } else {
      deletes.add(answer);
    }
  }

  @Override
  public void seek(SeekRequest request, StreamObserver<SeekResponse> answer) {
    calls++;
    answer(answer, SeekResponse.getDefaultInstance());
  }

  private static <T> void answer(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamingPullRequest request) {}

      @Override
      public void onError(Throwable problem) {}

      @Override
      public void onCompleted() {
        answer.onCompleted();
      }
    };
  }

  private static Source source(int pool) {
    return Source.everythingOf("projects/p/topics/topic-" + pool);
  }

  private List<Doorbells.Place> listen(int pools) {
    return IntStream.range(0, pools)
        .mapToObj(pool -> doorbells.listen("0a1b2c3d", "p", source(pool), () -> {}))
        .toList();
  }

  private void pass(Duration time) {
    clock.add(time);
    doorbells.tend(clock.instant());
  }

  private int callsOf(Runnable what) {
    var before = calls;
    what.run();
    return calls - before;
  }

  @Test
  void pools_that_stop_and_listen_again_each_half_second_cost_no_call() {
    var places = listen(POOLS);
    assertThat(subscriptions).hasSize(POOLS);
    for (var i = 0; i < 50; i++) {
      var before = places;
      var again = new ArrayList<Doorbells.Place>();
      assertThat(
              callsOf(
                  () -> {
                    before.forEach(Doorbells.Place::leave);
                    clock.add(Duration.ofMillis(500));
                    again.addAll(listen(POOLS));
                  }))
          .isZero();
      places = again;
    }
    assertThat(subscriptions).hasSize(POOLS);
  }

  @Test
  void a_doorbell_goes_a_minute_after_the_last_pool_and_not_before() {
    listen(1).forEach(Doorbells.Place::leave);
    pass(Doorbells.KEPT.minusMillis(1));
    assertThat(subscriptions).hasSize(1);

    pass(Duration.ofMillis(1));
    assertThat(subscriptions).isEmpty();
  }

  @Test
  void who_came_back_within_the_minute_keeps_it() {
    listen(1).forEach(Doorbells.Place::leave);
    pass(Duration.ofSeconds(50));
    listen(1);
    pass(Duration.ofSeconds(50));

    assertThat(subscriptions).hasSize(1);
  }

  @Test
  void a_project_keeps_no_more_doorbells_than_its_share_however_many_sources_a_pool_goes_through() {
    listen(100).forEach(Doorbells.Place::leave);

    assertThat(subscriptions).hasSize(Doorbells.KEPT_OF_PROJECT);
    assertThat(callsOf(() -> listen(source(99)))).as("the last one is kept").isZero();
    assertThat(callsOf(() -> listen(source(0)))).as("the first one is made anew").isPositive();
  }

  private void listen(Source source) {
    doorbells.listen("0a1b2c3d", "p", source, () -> {});
  }

  @Test
  void what_is_kept_in_one_project_costs_another_none() {
    doorbells.listen("0a1b2c3d", "q", source(0), () -> {}).leave();
    listen(100).forEach(Doorbells.Place::leave);

    assertThat(callsOf(() -> doorbells.listen("0a1b2c3d", "q", source(0), () -> {}))).isZero();
  }

  @Test
  void no_more_deletes_are_under_way_in_a_project_than_other_calls_may_be() {
    var places = listen(100);
    answersDeletes = false;
    places.forEach(Doorbells.Place::leave);
    pass(Doorbells.KEPT);

    assertThat(deletes).hasSize(Doorbells.CALLS_OF_PROJECT);
    answersDeletes = true;
    List.copyOf(deletes).forEach(answer -> answer(answer, Empty.getDefaultInstance()));
    assertThat(subscriptions).hasSize(Doorbells.CALLS_OF_PROJECT);
  }
}
