// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** A call that Google would answer with an error: the code, the sentence and the details. */
public final class ApiError extends RuntimeException {
  private final transient Status status;

  private ApiError(Status status) {
    super(status.getMessage(), null, false, false);
    this.status = status;
  }

  public static ApiError of(Code code, String sentence) {
    return new ApiError(Status.newBuilder().setCode(code.getNumber()).setMessage(sentence).build());
  }

  /** With details that clients read from the trailers. */
  public static ApiError of(Code code, String sentence, Message detail) {
    return new ApiError(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(sentence)
            .addDetails(Any.pack(detail))
            .build());
  }

  public static ApiError notFound(String resource) {
    return of(Code.NOT_FOUND, "Resource not found (resource=" + resource + ").");
  }

  public static ApiError alreadyExists(String resource) {
    return of(
        Code.ALREADY_EXISTS, "Resource already exists in the project (resource=" + resource + ").");
  }

  public static ApiError invalid(String sentence) {
    return of(Code.INVALID_ARGUMENT, sentence);
  }

  public static ApiError precondition(String sentence) {
    return of(Code.FAILED_PRECONDITION, sentence);
  }

  /** As gRPC sends it. */
  public StatusRuntimeException toGrpc() {
    return StatusProto.toStatusRuntimeException(status);
  }
}
