// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.core.InstantiatingExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.Logs;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;

/** Google's Java client as a candidate: as it comes, or tuned for throughput. */
final class GoogleSubscriber {
  private GoogleSubscriber() {}

  public static void main(String[] arguments) {
    Logs.configure(System.getenv());
    var timing = new NoopTask(Clock.systemUTC());
    var work = ClientWork.from(System.getenv());
    MessageReceiver receiver =
        (message, consumer) -> {
          var published = message.getPublishTime();
          timing.run(
              message.getAttributesOrThrow(NoopTask.KIND),
              Instant.ofEpochSecond(published.getSeconds(), published.getNanos()));
          try {
            work.run(message.getData());
            consumer.ack();
          } catch (IOException e) {
            System.err.println(e);
            consumer.nack();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            consumer.nack();
          }
        };
    var builder =
        Subscriber.newBuilder(System.getenv(EnvVars.SUBSCRIPTION_ID), receiver)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setChannelProvider(
                SubscriptionAdminSettings.defaultGrpcTransportProviderBuilder()
                    .setEndpoint(System.getenv(GoogleEndpoint.PUBSUB_EMULATOR))
                    .setChannelConfigurator(channel -> channel.usePlaintext())
                    .build());
    if (arguments.length > 0) {
      tune(builder);
    }
    builder.build().startAsync().awaitTerminated();
  }

  /** The fastest settings that were found here: as many threads as cores, a deep buffer. */
  private static void tune(Subscriber.Builder builder) {
    builder
        .setParallelPullCount(1)
        .setExecutorProvider(
            InstantiatingExecutorProvider.newBuilder()
                .setExecutorThreadCount(Runtime.getRuntime().availableProcessors())
                .build())
        .setFlowControlSettings(
            FlowControlSettings.newBuilder()
                .setMaxOutstandingElementCount(10_000L)
                .setMaxOutstandingRequestBytes(100L << 20)
                .build());
  }
}
