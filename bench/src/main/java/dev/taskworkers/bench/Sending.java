// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.dispatcher.DispatcherConfig;
import dev.taskworkers.dispatcher.Task;
import dev.taskworkers.dispatcher.TaskDispatcher;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.io.IOException;
import java.util.Map;
import java.util.function.IntConsumer;

/** The ways to publish that are compared: each task is stored, or the process fails. */
interface Sending {
  int BYTES = 200;
  int KEYS = 100;

  /** Hands task {@code number} over; {@code stored} hears of it when it is. */
  void send(int number, IntConsumer stored) throws Exception;

  /** What a client's name stands for. */
  static Sending of(String client, String topic) throws IOException {
    return switch (client) {
      case "taskworkers" -> ours(topic, false);
      case "taskworkers-ordered" -> ours(topic, true);
      case "java" -> google(topic);
      default -> throw new IllegalArgumentException(client);
    };
  }

  private static Sending ours(String topic, boolean ordered) {
    var endpoint = new GoogleEndpoint(System.getenv(GoogleEndpoint.PUBSUB_EMULATOR), true);
    var dispatcher = TaskDispatcher.open(DispatcherConfig.of(endpoint, topic));
    var data = ByteString.copyFrom(new byte[BYTES]);
    return (number, stored) ->
        dispatcher
            .dispatch(new Task(data, Map.of(), ordered ? "key-" + number % KEYS : ""))
            .whenComplete((id, problem) -> heard(number, problem, stored));
  }

  /** As it comes: up to 100 tasks or 1 ms in a batch, and no limit to what is under way. */
  private static Sending google(String topic) throws IOException {
    var publisher =
        Publisher.newBuilder(topic)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setChannelProvider(
                TopicAdminSettings.defaultGrpcTransportProviderBuilder()
                    .setEndpoint(System.getenv(GoogleEndpoint.PUBSUB_EMULATOR))
                    .setChannelConfigurator(channel -> channel.usePlaintext())
                    .build())
            .build();
    var message = PubsubMessage.newBuilder().setData(ByteString.copyFrom(new byte[BYTES])).build();
    return (number, stored) -> {
      ApiFuture<String> sending = publisher.publish(message);
      ApiFutures.addCallback(
          sending,
          new ApiFutureCallback<>() {
            @Override
            public void onSuccess(String id) {
              heard(number, null, stored);
            }

            @Override
            public void onFailure(Throwable problem) {
              heard(number, problem, stored);
            }
          },
          MoreExecutors.directExecutor());
    };
  }

  private static void heard(int number, Throwable problem, IntConsumer stored) {
    if (problem != null) {
      problem.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    stored.accept(number);
  }
}
