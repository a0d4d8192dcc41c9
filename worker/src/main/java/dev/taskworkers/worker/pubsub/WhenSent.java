// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Says when a call has gone out on a connection that is up. Until then gRPC keeps it to itself, for
 * as long as it takes: the server may never have been reached.
 *
 * <p>{@code sent} runs on a thread of gRPC's, and again if the call is sent again
 */
final class WhenSent extends ClientStreamTracer.Factory {
  private final Runnable sent;

  private WhenSent(Runnable sent) {
    this.sent = sent;
  }

  static CallOptions in(CallOptions options, Runnable sent) {
    return options.withStreamTracerFactory(new WhenSent(sent));
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundHeaders() {
        sent.run();
      }
    };
  }
}
