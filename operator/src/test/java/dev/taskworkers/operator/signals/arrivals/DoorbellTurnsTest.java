// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SeekResponse;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.InProcessGrpc;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.signals.arrivals.DoorbellReading.Hearing;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

/** When a doorbell goes over from everything to samples and back, on a Pub/Sub in memory. */
final class DoorbellTurnsTest extends SubscriberGrpc.SubscriberImplBase {
  private static final Source SOURCE = Source.everythingOf("projects/p/topics/t");
  private static final DoorbellName NAME = DoorbellName.of("0a1b2c3d", "p", SOURCE);
  private static final int DENSE = 300;

  private final InProcessGrpc pubsub = new InProcessGrpc(this);
  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
  private final MutableClock clock = MutableClock.epochUTC();
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final List<String> created = new ArrayList<>();
  private final Map<String, StreamObserver<StreamingPullResponse>> streams = new HashMap<>();
  private final Map<Share, ExecutionSequencer> sequences =
      Map.of(
          Share.EVERYTHING, ExecutionSequencer.create(),
          Share.SAMPLES, ExecutionSequencer.create());
  private final Doorbell doorbell =
      new Doorbell(
          share ->
              new DoorbellSubscription(
                  SubscriberGrpc.newFutureStub(pubsub.channel()),
                  new CallLimiter(9, 9, MoreExecutors.directExecutor()),
                  sequences.get(share),
                  new Deletions(clock),
                  NAME,
                  SOURCE,
                  share),
          SubscriberGrpc.newStub(pubsub.channel()),
          () -> new PayloadBudget(0).take("p"),
          () -> {},
          background,
          clock);

  @AfterEach
  void stop() {
    doorbell.close();
    background.shutdownNow();
    pubsub.close();
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
    var found = subscriptions.get(request.getSubscription());
    if (found == null) {
      answer.onError(Status.NOT_FOUND.asRuntimeException());
    } else {
      answer.onNext(found);
      answer.onCompleted();
    }
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> answer) {
    subscriptions.put(request.getName(), request);
    created.add(request.getName());
    answer.onNext(request);
    answer.onCompleted();
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> answer) {
    subscriptions.remove(request.getSubscription());
    answer.onNext(Empty.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void seek(SeekRequest request, StreamObserver<SeekResponse> answer) {
    answer.onNext(SeekResponse.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamingPullRequest request) {
        if (request.getSubscription().isEmpty()) {
          answer.onNext(StreamingPullResponse.getDefaultInstance());
        } else {
          streams.put(request.getSubscription(), answer);
        }
      }

      @Override
      public void onError(Throwable problem) {}

      @Override
      public void onCompleted() {}
    };
  }

  /** Delivers tasks on one of the subscriptions, if it is there. */
  private void deliver(Share share, int tasks, Instant published) {
    var name = NAME.of(share).name().toString();
    if (!subscriptions.containsKey(name) || !share.hears(published.getEpochSecond())) {
      return;
    }
    var response = StreamingPullResponse.newBuilder();
    var message =
        PubsubMessage.newBuilder()
            .setPublishTime(Timestamp.newBuilder().setSeconds(published.getEpochSecond()));
    for (var i = 0; i < tasks; i++) {
      response.addReceivedMessages(ReceivedMessage.newBuilder().setAckId("a").setMessage(message));
    }
    streams.get(name).onNext(response.build());
  }

  private void publish(int tasks) {
    for (var share : Share.values()) {
      deliver(share, tasks, clock.instant());
    }
  }

  /** So many seconds pass, in each of which something happens. */
  private void pass(int seconds, Runnable inEach) {
    for (var i = 0; i < seconds; i++) {
      inEach.run();
      if (clock.instant().getEpochSecond() % 5 == 0) {
        doorbell.tend(clock.instant());
      }
      clock.add(Duration.ofSeconds(1));
    }
  }

  private void quiet(int seconds) {
    pass(seconds, () -> {});
  }

  private DoorbellReading read() {
    return doorbell.read(Instant.EPOCH, clock.instant());
  }

  /** It takes samples of a dense topic. */
  private void takeSamples() {
    quiet(30);
    pass(120, () -> publish(DENSE));
    assertThat(read().hearing()).isEqualTo(Hearing.SAMPLES);
  }

  @Test
  void one_task_that_is_delivered_again_late_leaves_everything_heard() {
    quiet(100);
    deliver(Share.EVERYTHING, 1, clock.instant().minusSeconds(60));
    pass(
        400,
        () ->
            assertThat(subscriptions)
                .as("after " + clock.instant())
                .containsOnlyKeys(NAME.of(Share.EVERYTHING).name().toString()));

    publish(1);
    assertThat(read().hearing()).isEqualTo(Hearing.EVERYTHING);
    assertThat(read().counted().between(clock.instant(), clock.instant().plusSeconds(1)))
        .isEqualTo(1);
  }

  @Test
  void a_burst_that_ends_before_samples_are_heard_leaves_everything_heard() {
    quiet(30);
    pass(40, () -> deliver(Share.EVERYTHING, DENSE, clock.instant()));
    assertThat(subscriptions).as("it wants samples").hasSize(2);
    quiet(200);

    assertThat(read().hearing()).isEqualTo(Hearing.EVERYTHING);
    assertThat(subscriptions).hasSize(1);

    publish(1);
    assertThat(read().counted().between(clock.instant(), clock.instant().plusSeconds(1)))
        .isEqualTo(1);
    pass(40, () -> deliver(Share.EVERYTHING, DENSE, clock.instant()));
    assertThat(subscriptions).as("the next burst may ask again at once").hasSize(2);
  }

  @Test
  void who_stays_behind_takes_samples_of_the_present_and_holds_no_second_for_empty() {
    quiet(30);
    pass(60, () -> deliver(Share.EVERYTHING, 20, clock.instant().minusSeconds(30)));
    pass(
        60,
        () -> {
          deliver(Share.EVERYTHING, 20, clock.instant().minusSeconds(30));
          deliver(Share.SAMPLES, 20, clock.instant());
        });

    assertThat(read().hearing()).isEqualTo(Hearing.SAMPLES);
    var now = clock.instant();
    assertThat(read().counted().between(now.minusSeconds(60), now)).isEqualTo(20 * 60);
  }

  @Test
  void a_task_that_is_heard_while_everything_takes_over_again_is_noticed() {
    takeSamples();
    quiet(100);
    assertThat(read().hearing()).isEqualTo(Hearing.SAMPLES);
    assertThat(read().counted().noticed()).isEmpty();
    while (Share.SAMPLES.hears(clock.instant().getEpochSecond())) {
      quiet(1);
    }
    publish(1);

    assertThat(read().counted().noticed()).contains(clock.instant());
    quiet(31);
    assertThat(read().counted().noticed()).as("a pool has been woken by then").isEmpty();
  }

  @ParameterizedTest(name = "a task every {0} s")
  @ValueSource(ints = {1, 3, 6})
  void who_hears_all_late_because_the_operators_clock_is_ahead_does_not_go_over_again_and_again(
      int apart) {
    quiet(30);
    pass(
        600,
        () -> {
          var published = clock.instant().minusSeconds(12);
          if (published.getEpochSecond() % apart == 0) {
            deliver(Share.EVERYTHING, 1, published);
            deliver(Share.SAMPLES, 1, published);
          }
        });

    assertThat(created).hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest(name = "{0} s ahead")
  @ValueSource(ints = {3, 12})
  void no_second_counts_as_empty_of_which_samples_are_still_to_come(int ahead) {
    takeSamples();
    pass(
        300,
        () -> {
          deliver(Share.SAMPLES, DENSE, clock.instant().minusSeconds(ahead));
          if (clock.instant().getEpochSecond() > 250) {
            var counted = read().counted().perSecond();
            assertThat(counted.subList(counted.size() - 60, counted.size()))
                .as("at " + clock.instant())
                .doesNotContain(0);
          }
        });
  }
}
