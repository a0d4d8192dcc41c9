// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Names the resource of each call in a header, as all of Google's clients do: Google's front ends
 * route by it, and can't read the request itself.
 *
 * @param params {@code subscription=projects%2Fp%2Fsubscriptions%2Fs}
 */
public record RoutingHeader(String params) implements ClientInterceptor {
  static final Metadata.Key<String> KEY =
      Metadata.Key.of("x-goog-request-params", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * @param field the field of the requests that names the resource, {@code subscription} or {@code
   *     topic}
   * @param name the resource's full name
   */
  public static RoutingHeader of(String field, String name) {
    return new RoutingHeader(field + "=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(KEY, params);
        super.start(listener, headers);
      }
    };
  }
}
