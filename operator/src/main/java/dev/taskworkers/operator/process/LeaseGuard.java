// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whether a term's requests may be made. The elector knows that a lease is lost only when its last
 * try to renew it has ended, which takes the client many tries of its own; meanwhile another
 * operator may lead. Here a renewal counts from when the lease was first tried to be read for it,
 * since the time that it writes is from before that, and what is asked later than it counts, or
 * tried again after the end, is refused.
 */
final class LeaseGuard implements Interceptor {
  private static final String LEASES = "/apis/coordination.k8s.io/";

  private final Duration renewWithin;
  private final Runnable lost;
  private final LongSupplier nanos;
  private volatile boolean leads;
  private volatile boolean ended;
  private volatile URI reading;
  private volatile long read;
  private volatile long renewed;

  /**
   * @param renewWithin how long a renewal counts; shorter than the lease
   * @param lost is run when none has come for so long
   * @param nanos as {@code System.nanoTime}
   */
  LeaseGuard(Duration renewWithin, Runnable lost, LongSupplier nanos) {
    this.renewWithin = renewWithin;
    this.lost = lost;
    this.nanos = nanos;
  }

  /** From now on this operator leads: it has read that it does, or has just written it. */
  void begin() {
    renewed = read;
    leads = true;
  }

  /** Whether it has the leader's place. */
  boolean leads() {
    return leads && !ended;
  }

  /** From now on no request is made. */
  void end() {
    ended = true;
  }

  /** Called several times within the lease. */
  void check() {
    if (isOver()) {
      lost.run();
    }
  }

  private boolean isOver() {
    return leads && !ended && nanos.getAsLong() - renewed > renewWithin.toNanos();
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (ended) {
      throw new IllegalStateException("the term of this operator has ended");
    }
    if (isOfLease(request)) {
      if (reads(request) && !isTriedAgain(request)) {
        reading = request.uri();
        read = nanos.getAsLong();
      }
    } else if (isOver()) {
      // A process that stood still asks before anybody has checked.
      lost.run();
      throw new IllegalStateException("this operator has not renewed its lease in time");
    }
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (isOfLease(request) && !reads(request) && response.isSuccessful()) {
      renewed = read;
    }
  }

  /**
   * All tries of one request have its address, which nobody else has: equal ones count as others.
   */
  @SuppressWarnings("ReferenceEquality")
  private boolean isTriedAgain(HttpRequest request) {
    return request.uri() == reading;
  }

  private static boolean isOfLease(HttpRequest request) {
    return request.uri().getPath().contains(LEASES);
  }

  private static boolean reads(HttpRequest request) {
    return request.method().equals("GET");
  }
}
