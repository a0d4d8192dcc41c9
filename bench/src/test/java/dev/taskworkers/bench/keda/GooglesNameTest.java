// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.monitoring.v3.QueryServiceGrpc;
import com.google.monitoring.v3.QueryTimeSeriesRequest;
import com.google.monitoring.v3.QueryTimeSeriesResponse;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Monitoring, asked for as KEDA asks Google: by TLS, under Google's name. */
final class GooglesNameTest {
  private static final String GOOGLE = "monitoring.googleapis.com";

  @TempDir private Path folder;

  @Test
  void the_local_cloud_answers_under_googles_name() throws IOException {
    assertThat(ask(GOOGLE).getTimeSeriesDataList()).isEmpty();
  }

  @Test
  void another_name_is_not_vouched_for() {
    assertThatThrownBy(() -> ask("storage.googleapis.com"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
  }

  @SuppressWarnings("deprecation") // by Google, but it is what KEDA calls
  private QueryTimeSeriesResponse ask(String name) throws IOException {
    var identity = Identity.make(folder, "localhost", GOOGLE);
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
        var front =
            cloud.openMonitoring(new InetSocketAddress("127.0.0.1", 0), identity.ofServer())) {
      var credentials =
          TlsChannelCredentials.newBuilder().trustManager(identity.authority().toFile()).build();
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", front.port(), credentials)
              .overrideAuthority(name)
              .build();
      try {
        return QueryServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .queryTimeSeries(
                QueryTimeSeriesRequest.newBuilder()
                    .setName("projects/p")
                    .setQuery(
                        "fetch pubsub_subscription | metric"
                            + " 'pubsub.googleapis.com/subscription/num_undelivered_messages' |"
                            + " filter (resource.project_id == 'p' && resource.subscription_id =="
                            + " 's') | within 2m0s")
                    .build());
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
