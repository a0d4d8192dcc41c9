// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code TestIamPermissions}: says what the caller may do, which is everything that no fault
 * refuses. Pub/Sub answers it for topics and subscriptions, and Resource Manager for projects; of
 * the latter this port has nothing else.
 */
final class PermissionService implements BindableService {
  static final String OF_PUBSUB = "google.iam.v1.IAMPolicy";
  static final String OF_PROJECTS = "google.cloud.resourcemanager.v3.Projects";
  static final String METHOD = "TestIamPermissions";

  private static final Pattern PERMISSION =
      Pattern.compile("pubsub\\.[a-zA-Z]+\\.[a-zA-Z]+|monitoring\\.timeSeries\\.list");

  /** Of those permissions that are for no call of the local cloud. */
  private static final List<String> NO_CALL = List.of("");

  /** The calls that a permission is for; faults of a call refuse the permission, too. */
  private static final Map<String, List<String>> CALLS =
      Map.of(
          "monitoring.timeSeries.list", List.of("ListTimeSeries"),
          "pubsub.subscriptions.consume",
              List.of("Pull", "StreamingPull", "Acknowledge", "ModifyAckDeadline", "Seek"),
          "pubsub.subscriptions.create", List.of("CreateSubscription"),
          "pubsub.subscriptions.delete", List.of("DeleteSubscription"),
          "pubsub.subscriptions.get", List.of("GetSubscription"),
          "pubsub.subscriptions.update", List.of("UpdateSubscription"),
          "pubsub.topics.attachSubscription", List.of("CreateSubscription"),
          "pubsub.topics.get", List.of("GetTopic", "ListTopicSubscriptions"),
          "pubsub.topics.publish", List.of("Publish"));

  private final String name;
  private final Broker broker;
  private final Faults faults;

  PermissionService(String name, Broker broker, Faults faults) {
    this.name = name;
    this.broker = broker;
    this.faults = faults;
  }

  @Override
  public ServerServiceDefinition bindService() {
    var method =
        MethodDescriptor.<TestIamPermissionsRequest, TestIamPermissionsResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(name, METHOD))
            .setRequestMarshaller(
                ProtoUtils.marshaller(TestIamPermissionsRequest.getDefaultInstance()))
            .setResponseMarshaller(
                ProtoUtils.marshaller(TestIamPermissionsResponse.getDefaultInstance()))
            .build();
    return ServerServiceDefinition.builder(name)
        .addMethod(method, ServerCalls.asyncUnaryCall(this::answer))
        .build();
  }

  private void answer(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> answer) {
    var resource = request.getResource();
    var response = TestIamPermissionsResponse.newBuilder();
    for (var permission : request.getPermissionsList()) {
      if (!PERMISSION.matcher(permission).matches()) {
        throw ApiError.invalid("Permission " + permission + " is not valid for this resource.");
      }
      if (isThere(resource) && isGranted(permission, resource)) {
        response.addPermissions(permission);
      }
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  /** Google grants nothing on what does not exist, and says no more of it. */
  private boolean isThere(String resource) {
    return name.equals(OF_PROJECTS)
        || broker.call(
            (all, now) ->
                all.findTopic(resource).isPresent() || all.findSubscription(resource).isPresent());
  }

  private boolean isGranted(String permission, String resource) {
    return CALLS.getOrDefault(permission, NO_CALL).stream()
        .noneMatch(call -> faults.active(FaultKind.PERMISSION_DENIED, call, resource).isPresent());
  }
}
