// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;

/** Google's Monitoring client with deadlines that a reconciler can live with. */
public final class MonitoringClient implements AutoCloseable {
  /** The client's own default is 90 s, in which a pool would be blind. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final MetricServiceClient client;
  private final ManagedChannel channel;

  private MonitoringClient(MetricServiceClient client, ManagedChannel channel) {
    this.client = client;
    this.channel = channel;
  }

  /** A client for {@code endpoint}; the caller closes it. */
  public static MonitoringClient open(GoogleEndpoint endpoint) {
    return over(endpoint.openChannelWithCredentials());
  }

  /** A client that calls over {@code channel}, and closes it when it is closed. */
  public static MonitoringClient over(ManagedChannel channel) {
    try {
      var settings =
          MetricServiceSettings.newBuilder()
              .setTransportChannelProvider(
                  FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
              .setCredentialsProvider(NoCredentialsProvider.create());
      var list = settings.listTimeSeriesSettings();
      list.setRetryableCodes(Set.of());
      list.setSimpleTimeoutNoRetriesDuration(DEADLINE);
      return new MonitoringClient(MetricServiceClient.create(settings.build()), channel);
    } catch (IOException e) {
      throw new UncheckedIOException("Cloud Monitoring's client can't be opened", e);
    }
  }

  MetricServiceClient calls() {
    return client;
  }

  /** Breaks off what is under way. Google's client leaves a channel open that it was given. */
  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
  }
}
