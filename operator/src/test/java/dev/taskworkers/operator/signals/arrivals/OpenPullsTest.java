// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.InProcessGrpc;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Source;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Pulls of probes are never ended, so that those which are out are not to become many. */
final class OpenPullsTest extends SubscriberGrpc.SubscriberImplBase {
  /** As many as have a place on one connection. */
  private static final int PLACES = 80;

  private final List<InProcessGrpc> connections = new ArrayList<>();
  private final MutableClock clock = MutableClock.epochUTC();
  private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1);
  private final List<StreamObserver<PullResponse>> out = new ArrayList<>();
  private final ArrivalWatches watches =
      new ArrivalWatches(
          () -> Optional.of("0a1b2c3d"),
          Optional.empty(),
          this::channel,
          Optional.empty(),
          new PayloadBudget(1_000_000_000),
          background,
          clock);

  private ManagedChannel channel() {
    connections.add(new InProcessGrpc(this));
    return connections.get(connections.size() - 1).channel();
  }

  @AfterEach
  void stop() {
    watches.close();
    background.shutdownNow();
    connections.forEach(InProcessGrpc::close);
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> answer) {
    out.add(answer);
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> answer) {
    answer.onNext(Empty.getDefaultInstance());
    answer.onCompleted();
  }

  private ArrivalWatch watch(String subscription) {
    return watches.watch(
        ResourceName.parse("projects/p/subscriptions/" + subscription), "n", () -> {});
  }

  private ArrivalObservation heard(ArrivalWatch watch, ArrivalsMode mode, boolean empty) {
    var source = Source.everythingOf("projects/p/topics/t");
    return watch.heard(new ArrivalSourceRequest(source, mode), empty, clock.instant());
  }

  private void answer(PullResponse response) {
    var pulls = List.copyOf(out);
    out.clear();
    pulls.forEach(
        pull -> {
          pull.onNext(response);
          pull.onCompleted();
        });
  }

  @Test
  void a_pool_whose_mode_changes_again_and_again_has_one() {
    var watch = watch("s");
    for (var i = 0; i < 100; i++) {
      heard(watch, ArrivalsMode.Probe, true);
      heard(watch, ArrivalsMode.Metric, true);
    }

    assertThat(out).hasSize(1);
    answer(PullResponse.getDefaultInstance());
    heard(watch, ArrivalsMode.Probe, true);
    assertThat(out).as("the next, once that has ended").hasSize(1);
  }

  @Test
  void a_pool_that_is_made_anew_again_and_again_has_one() {
    for (var i = 0; i < 2 * PLACES; i++) {
      var watch = watch("s");
      heard(watch, ArrivalsMode.Probe, true);
      watch.close();
    }

    assertThat(out).hasSize(1);
    assertThat(connections).hasSize(1);
  }

  @Test
  void one_that_is_out_counts_again_when_the_pool_is_empty_again() {
    var watch = watch("s");
    heard(watch, ArrivalsMode.Probe, true);
    heard(watch, ArrivalsMode.Probe, false);
    heard(watch, ArrivalsMode.Probe, true);
    assertThat(out).hasSize(1);

    answer(
        PullResponse.newBuilder()
            .addReceivedMessages(ReceivedMessage.newBuilder().setAckId("a"))
            .build());
    assertThat(heard(watch, ArrivalsMode.Probe, true).arrivals().noticed()).isPresent();
  }

  @Test
  void those_of_pools_that_are_gone_keep_their_places_on_their_connection() {
    for (var i = 0; i < PLACES; i++) {
      var watch = watch("s" + i);
      heard(watch, ArrivalsMode.Probe, true);
      watch.close();
    }
    watch("another").close();
    assertThat(connections).hasSize(2);

    answer(PullResponse.getDefaultInstance());
    for (var i = 0; i < 2 * PLACES; i++) {
      watch("later-" + i);
    }
    assertThat(connections).as("one for each eighty").hasSize(2);
  }

  @Test
  void one_that_could_not_begin_keeps_no_other_from_it() {
    var parts = new PayloadBudget(1_000_000_000);
    var threads = new AtomicBoolean();
    var probe =
        new Probe(
            SubscriberGrpc.newFutureStub(channel()),
            "projects/p/subscriptions/s",
            new HashSet<>(),
            () -> {
              if (threads.get()) {
                return parts.take("n");
              }
              throw new OutOfMemoryError("unable to create native thread");
            },
            () -> {},
            background,
            clock,
            false);
    assertThatThrownBy(() -> probe.watch(true)).isInstanceOf(OutOfMemoryError.class);

    threads.set(true);
    probe.watch(true);

    assertThat(out).hasSize(1);
  }
}
