// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static dev.taskworkers.operator.signals.arrivals.DoorbellReading.Hearing.EVERYTHING;
import static dev.taskworkers.operator.signals.arrivals.DoorbellReading.Hearing.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.InProcessGrpc;
import dev.taskworkers.operator.Source;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** A doorbell on a Pub/Sub that answers when the test says so. */
final class DoorbellTest extends SubscriberGrpc.SubscriberImplBase {
  private static final Source SOURCE = Source.everythingOf("projects/p/topics/t");
  private static final DoorbellName NAME = DoorbellName.of("0a1b2c3d", "p", SOURCE);

  private final InProcessGrpc pubsub = new InProcessGrpc(this);
  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
  private final MutableClock clock = MutableClock.epochUTC();
  private final List<String> calls = new ArrayList<>();
  private final List<StreamObserver<Subscription>> lookedUp = new ArrayList<>();
  private final List<StreamObserver<Subscription>> created = new ArrayList<>();
  private final List<StreamingPullRequest> said = new ArrayList<>();
  private boolean answersPings;
  private final Map<Share, ExecutionSequencer> sequences =
      Map.of(
          Share.EVERYTHING, ExecutionSequencer.create(),
          Share.SAMPLES, ExecutionSequencer.create());
  private final Doorbell doorbell = doorbell();

  private Doorbell doorbell() {
    return new Doorbell(
        share ->
            new DoorbellSubscription(
                SubscriberGrpc.newFutureStub(pubsub.channel()),
                new CallLimiter(1, 1, MoreExecutors.directExecutor()),
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
  }

  @AfterEach
  void stop() {
    doorbell.close();
    background.shutdownNow();
    pubsub.close();
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
    if (request.getSubscription().endsWith("-samples")) {
      answer.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    calls.add("get");
    lookedUp.add(answer);
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> answer) {
    calls.add("create");
    created.add(answer);
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> answer) {
    calls.add("delete");
    answer.onError(Status.NOT_FOUND.asRuntimeException());
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> answer) {
    calls.add("stream");
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamingPullRequest request) {
        said.add(request);
        if (answersPings && request.getSerializedSize() == 0) {
          answer.onNext(StreamingPullResponse.getDefaultInstance());
        }
      }

      @Override
      public void onError(Throwable problem) {}

      @Override
      public void onCompleted() {}
    };
  }

  private void create() {
    create(new DoorbellTemplate(NAME, SOURCE, Share.EVERYTHING).stripped());
  }

  /**
   * @param made as Pub/Sub tells it
   */
  private void create(Subscription made) {
    lookedUp.get(0).onError(Status.NOT_FOUND.asRuntimeException());
    created.get(0).onNext(made);
    created.get(0).onCompleted();
  }

  @Test
  void one_that_is_made_while_it_is_taken_down_does_not_stay() {
    lookedUp.get(0).onError(Status.NOT_FOUND.asRuntimeException());
    doorbell.closeAndDelete();
    madeAndFound();

    assertThat(calls).containsExactly("get", "create", "get", "delete");
  }

  private void madeAndFound() {
    created.get(0).onNext(Subscription.getDefaultInstance());
    created.get(0).onCompleted();
    lookedUp.get(1).onNext(Subscription.newBuilder().putAllLabels(NAME.labels()).build());
    lookedUp.get(1).onCompleted();
  }

  @Test
  void one_that_is_opened_anew_is_not_deleted_by_the_one_before() {
    lookedUp.get(0).onError(Status.NOT_FOUND.asRuntimeException());
    doorbell.closeAndDelete();
    try (var next = doorbell()) {
      madeAndFound();
      lookedUp.get(2).onError(Status.NOT_FOUND.asRuntimeException());
      created.get(1).onNext(Subscription.getDefaultInstance());
      created.get(1).onCompleted();
      next.tend(clock.instant());
    }

    assertThat(calls).containsExactly("get", "create", "get", "delete", "get", "create", "stream");
  }

  @Test
  void a_stream_with_payloads_has_no_more_outstanding_than_half_its_part_of_memory_can_hold() {
    create(new DoorbellTemplate(NAME, SOURCE, Share.EVERYTHING).plain());

    var opening = said.get(0);
    assertThat(opening.getMaxOutstandingMessages()).isEqualTo(4);
    assertThat(opening.getMaxOutstandingBytes()).isEqualTo(PayloadBudget.SMALLEST / 4);
  }

  @Test
  void a_stream_is_opened_within_bounds_and_asked_for_a_sign_of_life() {
    create();
    assertThat(said.get(0).getProtocolVersion()).isEqualTo(1);
    assertThat(said.get(0).getMaxOutstandingMessages()).isEqualTo(5000);
    assertThat(said.get(0).getMaxOutstandingBytes()).isEqualTo(1024 * 1024);

    clock.add(Duration.ofSeconds(10));
    doorbell.tend(clock.instant());

    assertThat(said.get(1)).isEqualTo(StreamingPullRequest.getDefaultInstance());
  }

  @Test
  void a_doorbell_that_is_not_there_yet_says_why() {
    assertThat(failure().why().getDescription()).isEqualTo("the doorbell is being set up");

    lookedUp.get(0).onError(Status.PERMISSION_DENIED.asRuntimeException());
    assertThat(failure().lasts()).isTrue();
    assertThat(failure().why().getCode()).isEqualTo(Code.PERMISSION_DENIED);
  }

  private DoorbellFailure failure() {
    return read().failure().orElseThrow();
  }

  private DoorbellReading read() {
    return doorbell.read(Instant.EPOCH, clock.instant());
  }

  @Test
  void a_look_that_comes_to_nothing_does_not_end_it() {
    create();
    clock.add(Duration.ofMinutes(2));
    doorbell.tend(clock.instant());
    lookedUp.get(1).onError(Status.UNAVAILABLE.asRuntimeException());

    assertThat(read().hearing()).isEqualTo(DoorbellReading.Hearing.EVERYTHING);
    assertThat(calls)
        .as("what is new is listened to twice")
        .containsExactly("get", "create", "stream", "stream", "get");
  }

  /** Each second somebody looks whether the doorbell is alive, and what it hears. */
  private List<DoorbellReading.Hearing> hearing(int seconds) {
    return IntStream.range(0, seconds)
        .mapToObj(
            second -> {
              clock.add(Duration.ofSeconds(1));
              doorbell.tend(clock.instant());
              return read().hearing();
            })
        .toList();
  }

  @Test
  void a_stream_in_place_of_a_dead_one_hears_nothing_before_the_server_has_answered() {
    answersPings = true;
    create();
    assertThat(hearing(100).subList(3, 100)).as("while it answers").containsOnly(EVERYTHING);

    answersPings = false;
    assertThat(hearing(300).subList(25, 300)).as("while it is away").containsOnly(NOTHING);
    assertThat(failure().why().getDescription()).isEqualTo("the stream no longer responds");

    answersPings = true;
    assertThat(hearing(180).get(179)).as("when it is back").isEqualTo(EVERYTHING);
  }

  @Test
  void a_server_that_never_answers_a_ping_is_heard() {
    create();

    assertThat(hearing(100).subList(3, 100)).containsOnly(EVERYTHING);
  }
}
