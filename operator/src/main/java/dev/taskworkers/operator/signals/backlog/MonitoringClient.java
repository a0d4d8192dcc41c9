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

/** Opens Google's Monitoring client with deadlines that a reconciler can live with. */
public final class MonitoringClient {
  /** The client's own default is 90 s, in which a pool would be blind. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private MonitoringClient() {}

  /** A client for {@code endpoint}; the caller closes it. */
  public static MetricServiceClient open(GoogleEndpoint endpoint) {
    return over(endpoint.openChannelWithCredentials());
  }

  /** A client that calls over {@code channel}, and closes it when it is closed. */
  public static MetricServiceClient over(ManagedChannel channel) {
    try {
      var settings =
          MetricServiceSettings.newBuilder()
              .setTransportChannelProvider(
                  FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
              .setCredentialsProvider(NoCredentialsProvider.create());
      var list = settings.listTimeSeriesSettings();
      list.setRetryableCodes(Set.of());
      list.setSimpleTimeoutNoRetriesDuration(DEADLINE);
      return MetricServiceClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException("Cloud Monitoring's client can't be opened", e);
    }
  }
}
