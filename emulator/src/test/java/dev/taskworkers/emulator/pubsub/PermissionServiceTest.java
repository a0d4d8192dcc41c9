// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.iam.v1.TestIamPermissionsRequest;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

/** What Google's own client is told of its permissions. */
final class PermissionServiceTest {
  private static final String CONSUME = "pubsub.subscriptions.consume";
  private static final String GET = "pubsub.subscriptions.get";

  private final LocalCloud cloud =
      LocalCloud.start(CloudOptions.undisturbed(), MutableClock.epochUTC());
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(20));
  private final ManagedChannel channel =
      new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
  private final SubscriptionAdminClient client = client();
  private final String subscription = account.newSubscription(account.newTopic());

  private SubscriptionAdminClient client() {
    try {
      return SubscriptionAdminClient.create(
          SubscriptionAdminSettings.newBuilder()
              .setTransportChannelProvider(
                  FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
              .setCredentialsProvider(NoCredentialsProvider.create())
              .build());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    channel.shutdownNow();
    account.close();
    cloud.close();
  }

  private List<String> granted(String resource, String... permissions) {
    return client
        .testIamPermissions(
            TestIamPermissionsRequest.newBuilder()
                .setResource(resource)
                .addAllPermissions(List.of(permissions))
                .build())
        .getPermissionsList();
  }

  @Test
  void all_is_granted_that_no_fault_refuses() {
    assertThat(granted(subscription, CONSUME, GET)).containsExactly(CONSUME, GET);

    cloud.faults().set(FaultKind.PERMISSION_DENIED, "Pull", subscription);

    assertThat(granted(subscription, CONSUME, GET)).containsExactly(GET);
  }

  @Test
  void who_may_do_nothing_may_ask_what_he_may_do() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED);

    assertThat(granted(subscription, CONSUME, GET)).isEmpty();
  }

  @Test
  void on_what_is_not_there_nothing_is_granted() {
    assertThat(granted(subscription + "-gone", CONSUME)).isEmpty();
  }

  @Test
  void permissions_of_which_no_part_of_the_cloud_has_the_call_are_granted() {
    var others =
        List.of("pubsub.subscriptions.getIamPolicy", "pubsub.snapshots.seek", "pubsub.topics.list");
    assertThat(granted(subscription, others.toArray(String[]::new)))
        .containsExactlyElementsOf(others);

    cloud.faults().set(FaultKind.PERMISSION_DENIED, "Pull", subscription);
    assertThat(granted(subscription, others.toArray(String[]::new)))
        .containsExactlyElementsOf(others);

    cloud.faults().set(FaultKind.PERMISSION_DENIED);
    assertThat(granted(subscription, others.toArray(String[]::new))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pubsub.subscriptions", "pubsub.topics.get.more", "storage.buckets.get", ""})
  void what_is_no_permission_of_pubsub_is_refused(String permission) {
    assertThatThrownBy(() -> granted(subscription, permission))
        .isInstanceOf(InvalidArgumentException.class);
  }
}
