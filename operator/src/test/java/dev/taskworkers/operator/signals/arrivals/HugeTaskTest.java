// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.Source;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A publisher whose tasks are as large as Pub/Sub takes them. */
final class HugeTaskTest extends ListeningToTheLocalCloud {
  private static final int HUGE_BYTES = 9_000_000;

  /** Of each answer that the operator has taken in. */
  private final List<Integer> sizes = new CopyOnWriteArrayList<>();

  /** Tasks that the operator has taken in. */
  private final AtomicInteger tasks = new AtomicInteger();

  /** How calls ended whose answer was more than the operator takes in. */
  private final List<Status> refused = new CopyOnWriteArrayList<>();

  private final class Scale implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onMessage(A answer) {
                  sizes.add(((MessageLite) answer).getSerializedSize());
                  if (answer instanceof StreamingPullResponse some) {
                    tasks.addAndGet(some.getReceivedMessagesCount());
                  }
                  super.onMessage(answer);
                }

                @Override
                public void onClose(Status why, Metadata trailers) {
                  if (PayloadBudget.isTooLarge(why)) {
                    refused.add(why);
                  }
                  super.onClose(why, trailers);
                }
              },
              headers);
        }
      };
    }
  }

  private Doorbell doorbell(
      Channel channel, SubscriberGrpc.SubscriberFutureStub calls, PayloadBudget budget) {
    var source = Source.everythingOf(topic);
    var name =
        DoorbellName.of("0a1b2c3d", SubscriptionName.parse(subscription).getProject(), source);
    var turns = new CallLimiter(1, 1, MoreExecutors.directExecutor());
    var sequence = ExecutionSequencer.create();
    return new Doorbell(
        share ->
            new DoorbellSubscription(
                calls, turns, sequence, new Deletions(clock), name, source, share),
        SubscriberGrpc.newStub(channel).withInterceptors(new Scale()),
        () -> budget.take("n"),
        rings::incrementAndGet,
        background,
        clock);
  }

  private void publishHuge() {
    publish(1, HUGE_BYTES);
  }

  private void publish(int count, int bytes) {
    var task = PubsubMessage.newBuilder().setData(ByteString.copyFrom(new byte[bytes])).build();
    var channel = endpoint.openChannel();
    try {
      PublisherGrpc.newBlockingStub(channel)
          .publish(
              PublishRequest.newBuilder()
                  .setTopic(topic)
                  .addAllMessages(Collections.nCopies(count, task))
                  .build());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void is_noticed_by_a_probe_and_not_taken_into_the_operators_memory() {
    publishHuge();
    var channel = endpoint.openChannel();
    try (var probe =
        new Probe(
            SubscriberGrpc.newFutureStub(channel).withInterceptors(new Scale()),
            subscription,
            new HashSet<>(),
            () -> payloads.take("n"),
            rings::incrementAndGet,
            background,
            clock,
            false)) {
      probe.watch(true);

      await().atMost(Duration.ofSeconds(60)).until(() -> probe.hit().isPresent());
      soon().until(() -> rings.get() == 1);
      assertThat(sizes).allMatch(size -> size <= PayloadBudget.LARGEST);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void is_counted_by_a_doorbell_without_its_payload() {
    var channel = endpoint.openChannel();
    var calls = SubscriberGrpc.newFutureStub(channel);
    try (var doorbell = doorbell(channel, calls, payloads)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> doorbells().size() == 1);
      publishHuge();

      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                clock.add(Duration.ofSeconds(1));
                doorbell.tend(clock.instant());
                return rings.get() > 0;
              });
      assertThat(sizes).isNotEmpty().allMatch(size -> size < 1024);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Of a service that knows of no message transforms. */
  private static final class NoTransforms implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        @SuppressWarnings("unchecked")
        public void sendMessage(Q request) {
          super.sendMessage(
              request instanceof Subscription made
                  ? (Q) made.toBuilder().clearMessageTransforms().build()
                  : request);
        }
      };
    }
  }

  @Test
  void ends_a_stream_with_payloads_before_it_is_taken_in_and_the_next_counts_on() {
    var channel = endpoint.openChannel();
    var calls = SubscriberGrpc.newFutureStub(channel).withInterceptors(new NoTransforms());
    try (var doorbell = doorbell(channel, calls, new PayloadBudget(0))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> doorbells().size() == 1);
      account.publish(topic, "small");
      await().atMost(Duration.ofSeconds(60)).until(() -> rings.get() > 0);
      publishHuge();
      await().atMost(Duration.ofSeconds(60)).until(() -> !refused.isEmpty());
      var before = rings.get();
      account.publish(topic, "small, too");

      await().atMost(Duration.ofSeconds(60)).until(() -> rings.get() > before);
      assertThat(sizes).isNotEmpty().allMatch(size -> size <= PayloadBudget.SMALLEST);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void however_many_small_ones_come_at_once_no_stream_with_payloads_ends() {
    var channel = endpoint.openChannel();
    var calls = SubscriberGrpc.newFutureStub(channel).withInterceptors(new NoTransforms());
    try (var doorbell = doorbell(channel, calls, new PayloadBudget(0))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> doorbells().size() == 1);
      publish(1000, 10);

      await().atMost(Duration.ofSeconds(120)).until(() -> tasks.get() >= 1000);
      assertThat(refused).isEmpty();
      assertThat(sizes).allMatch(size -> size <= PayloadBudget.SMALLEST);
    } finally {
      channel.shutdownNow();
    }
  }
}
