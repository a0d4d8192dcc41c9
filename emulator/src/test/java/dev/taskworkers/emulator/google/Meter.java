// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.opentest4j.TestAbortedException;

/** Adds up what a run's calls cost at Google's list prices, and refuses more over a budget. */
final class Meter implements ClientInterceptor {
  /** $40 for a TiB that is published or pulled; a request counts as 1 000 bytes at least. */
  private static final double DOLLARS_PER_BYTE = 40.0 / (1L << 40);

  private static final int LEAST_BYTES = 1000;

  /** $0.50 for a million series that are read; a question counts as one at least. */
  private static final double DOLLARS_PER_SERIES = 0.5e-6;

  private final double budget;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong series = new AtomicLong();
  private volatile boolean stopped;

  /**
   * @param budget in dollars
   */
  Meter(double budget) {
    this.budget = budget;
  }

  double dollars() {
    return bytes.get() * DOLLARS_PER_BYTE + series.get() * DOLLARS_PER_SERIES;
  }

  boolean isSpent() {
    return dollars() >= budget;
  }

  /** From now on every call is refused. */
  void stop() {
    stopped = true;
  }

  /** For the report. */
  String total() {
    return String.format(
        Locale.ROOT,
        "%d requests, %.1f MB and %d time series as they are charged for, $%.4f at list prices",
        requests.get(),
        bytes.get() / 1e6,
        series.get(),
        dollars());
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (stopped) {
      throw new TestAbortedException("The run was stopped.");
    }
    if (isSpent()) {
      throw new TestAbortedException("The budget is spent.");
    }
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(A answer) {
                received(answer);
                super.onMessage(answer);
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q request) {
        requests.incrementAndGet();
        bytes.addAndGet(charged(request));
        super.sendMessage(request);
      }
    };
  }

  private void received(Object answer) {
    if (answer instanceof ListTimeSeriesResponse page) {
      series.addAndGet(Math.max(1, page.getTimeSeriesCount()));
    } else {
      bytes.addAndGet(charged(answer));
    }
  }

  private static int charged(Object message) {
    return message instanceof MessageLite sized
        ? Math.max(LEAST_BYTES, sized.getSerializedSize())
        : LEAST_BYTES;
  }
}
