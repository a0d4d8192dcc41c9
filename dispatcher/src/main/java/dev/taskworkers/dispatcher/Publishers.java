package dev.taskworkers.dispatcher;

import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.batching.FlowController;
import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.pubsub.v1.Publisher;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Sets up Google's publisher as a {@link DispatcherConfig} wants it. */
final class Publishers {
  private static final Duration ONE_CALL = Duration.ofSeconds(10);

  private Publishers() {}

  static Publisher create(DispatcherConfig config, ManagedChannel channel, boolean ordered) {
    try {
      var builder =
          Publisher.newBuilder(config.topic())
              .setChannelProvider(
                  FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
              .setCredentialsProvider(credentials(config))
              .setBatchingSettings(batching(config))
              .setRetrySettings(retries(config.deadline()))
              .setEnableMessageOrdering(ordered)
              .setEnableCompression(config.compressed());
      config
          .tracing()
          .ifPresent(
              telemetry -> builder.setOpenTelemetry(telemetry).setEnableOpenTelemetryTracing(true));
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException("A publisher for " + config.topic() + " can't be made.", e);
    }
  }

  private static CredentialsProvider credentials(DispatcherConfig config) {
    return config
        .endpoint()
        .credentials()
        .<CredentialsProvider>map(FixedCredentialsProvider::create)
        .orElseGet(NoCredentialsProvider::create);
  }

  private static BatchingSettings batching(DispatcherConfig config) {
    return BatchingSettings.newBuilder()
        .setElementCountThreshold(config.batching().tasks())
        .setRequestByteThreshold(config.batching().bytes())
        .setDelayThresholdDuration(config.batching().delay())
        .setFlowControlSettings(
            FlowControlSettings.newBuilder()
                .setMaxOutstandingElementCount(config.outstanding().tasks())
                .setMaxOutstandingRequestBytes(config.outstanding().bytes())
                .setLimitExceededBehavior(FlowController.LimitExceededBehavior.Block)
                .build())
        .build();
  }

  private static RetrySettings retries(Duration deadline) {
    return RetrySettings.newBuilder()
        .setInitialRetryDelayDuration(Duration.ofMillis(100))
        .setRetryDelayMultiplier(2)
        .setMaxRetryDelayDuration(Duration.ofSeconds(10))
        .setInitialRpcTimeoutDuration(ONE_CALL)
        .setRpcTimeoutMultiplier(1)
        .setMaxRpcTimeoutDuration(ONE_CALL)
        .setTotalTimeoutDuration(deadline)
        .build();
  }
}
