// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;

/**
 * Asks the gate before a call is served, and turns a {@link ApiError} into a gRPC status. An open
 * stream asks again by itself.
 */
public final class CallGuard implements ServerInterceptor {
  /** Where a request names its resource; a created resource calls itself "name". */
  private static final List<String> NAMING_FIELDS =
      List.of("name", "subscription", "topic", "snapshot", "project");

  private final CallFilter gate;

  public CallGuard(CallFilter gate) {
    this.gate = gate;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new Guarded<>(call, next.startCall(call, headers));
  }

  /** The full resource name in a request, or empty text. */
  static String resource(Message request) {
    for (var name : NAMING_FIELDS) {
      var field = request.getDescriptorForType().findFieldByName(name);
      if (field != null) {
        var value = request.getField(field);
        var text = value instanceof Message nested ? resource(nested) : value.toString();
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return "";
  }

  private final class Guarded<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, A> call;
    private boolean admitted;
    private boolean refused;

    Guarded(ServerCall<Q, A> call, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q request) {
      if (refused) {
        return;
      }
      guarded(
          () -> {
            if (!admitted) {
              admit(request);
            }
            super.onMessage(request);
          });
    }

    private void admit(Q request) {
      var method = call.getMethodDescriptor().getBareMethodName();
      var resource = request instanceof Message message ? resource(message) : "";
      var refusal = gate.refusal(method, resource);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      admitted = true;
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        guarded(super::onHalfClose);
      }
    }

    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (ApiError refusal) {
        refused = true;
        var status = refusal.toGrpc();
        var trailers = status.getTrailers();
        call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    }
  }
}
