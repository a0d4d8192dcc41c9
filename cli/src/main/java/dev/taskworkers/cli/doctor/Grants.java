// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks what is granted: Pub/Sub about topics and subscriptions, and Resource Manager about
 * projects. Where there is an emulator in Pub/Sub's place, it is asked both.
 */
final class Grants implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 10;

  private final Optional<CallCredentials> credentials;
  private final Optional<CallCredentials> projectCredentials;
  private final ManagedChannel pubsub;
  private final ManagedChannel projects;

  Grants(GoogleEndpoint pubsub, Optional<CallCredentials> credentials) {
    this.credentials = credentials;
    this.pubsub = pubsub.openChannel();
    if (pubsub.emulator()) {
      projects = this.pubsub;
      projectCredentials = credentials;
    } else {
      projects = GoogleEndpoint.projects().openChannel();
      projectCredentials = GoogleEndpoint.projects().callCredentials();
    }
  }

  /**
   * Those of {@code permissions} that the caller has; none on what is not there.
   *
   * @param resource the full name of a topic, a subscription or a project
   * @throws io.grpc.StatusRuntimeException when Google gives no answer
   */
  Set<String> on(String resource, Collection<String> permissions) {
    var isProject = resource.indexOf('/') == resource.lastIndexOf('/');
    var request =
        TestIamPermissionsRequest.newBuilder()
            .setResource(resource)
            .addAllPermissions(permissions)
            .build();
    var options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    var answer =
        ClientCalls.blockingUnaryCall(
            isProject ? projects : pubsub,
            method(
                isProject ? "google.cloud.resourcemanager.v3.Projects" : "google.iam.v1.IAMPolicy"),
            (isProject ? projectCredentials : credentials)
                .map(options::withCallCredentials)
                .orElse(options),
            request);
    return Set.copyOf(answer.getPermissionsList());
  }

  private static MethodDescriptor<TestIamPermissionsRequest, TestIamPermissionsResponse> method(
      String service) {
    return MethodDescriptor.<TestIamPermissionsRequest, TestIamPermissionsResponse>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "TestIamPermissions"))
        .setRequestMarshaller(ProtoUtils.marshaller(TestIamPermissionsRequest.getDefaultInstance()))
        .setResponseMarshaller(
            ProtoUtils.marshaller(TestIamPermissionsResponse.getDefaultInstance()))
        .build();
  }

  @Override
  public void close() {
    pubsub.shutdownNow();
    projects.shutdownNow();
  }
}
