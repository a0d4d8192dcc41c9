// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Probe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An HTTP probe or hook: asks now and then, and knows how the last answers were. A process is real,
 * whatever the cluster's clock does, so it is probed by the wall clock.
 */
final class HttpProbe {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  private final URI uri;
  private final Duration period;
  private final int threshold;
  private final Duration timeout;
  private final Duration untilFirstSuccess;
  private Instant due = Instant.MIN;
  private volatile boolean underWay;
  private volatile boolean succeeded;
  private volatile int failures;

  private HttpProbe(
      HTTPGetAction get,
      String address,
      Duration period,
      Duration untilFirstSuccess,
      int threshold,
      Duration timeout) {
    var path = get.getPath() == null ? "/" : get.getPath();
    this.uri = URI.create("http://" + address + ":" + get.getPort().getIntVal() + path);
    this.period = period;
    this.untilFirstSuccess = untilFirstSuccess;
    this.threshold = threshold;
    this.timeout = timeout;
  }

  static Optional<HttpProbe> liveness(Probe probe, String address) {
    return of(probe, address, period(probe));
  }

  /** Asks often until the first success, so that a fast clock does not see it late. */
  static Optional<HttpProbe> readiness(Probe probe, String address) {
    return of(probe, address, Duration.ofMillis(100));
  }

  private static Optional<HttpProbe> of(Probe probe, String address, Duration untilFirstSuccess) {
    return Optional.ofNullable(probe)
        .filter(given -> given.getHttpGet() != null)
        .map(
            given ->
                new HttpProbe(
                    given.getHttpGet(),
                    address,
                    period(given),
                    untilFirstSuccess,
                    or(given.getFailureThreshold(), 3),
                    Duration.ofSeconds(or(given.getTimeoutSeconds(), 1))));
  }

  private static Duration period(Probe probe) {
    return Duration.ofSeconds(or(probe == null ? null : probe.getPeriodSeconds(), 10));
  }

  /** The hook may take as long as the pod's grace period; the kill ends it. */
  static Optional<HttpProbe> preStop(Lifecycle lifecycle, String address) {
    return Optional.ofNullable(lifecycle)
        .map(Lifecycle::getPreStop)
        .filter(hook -> hook.getHttpGet() != null)
        .map(
            hook ->
                new HttpProbe(
                    hook.getHttpGet(),
                    address,
                    Duration.ZERO,
                    Duration.ZERO,
                    1,
                    Duration.ofHours(24)));
  }

  void tick() {
    var now = Instant.now();
    if (underWay || due.isAfter(now)) {
      return;
    }
    underWay = true;
    due = now.plus(succeeded ? period : untilFirstSuccess);
    request()
        .whenComplete(
            (ok, problem) -> {
              var good = problem == null && ok;
              failures = good ? 0 : failures + 1;
              succeeded = good || (succeeded && failures < threshold);
              underWay = false;
            });
  }

  /** Asks once; true for a status below 400. */
  CompletableFuture<Boolean> request() {
    return CLIENT
        .sendAsync(
            HttpRequest.newBuilder(uri).timeout(timeout).GET().build(), BodyHandlers.discarding())
        .thenApply(response -> response.statusCode() < 400);
  }

  boolean hasSucceeded() {
    return succeeded;
  }

  boolean hasFailed() {
    return failures >= threshold;
  }

  void reset() {
    succeeded = false;
    failures = 0;
  }

  private static int or(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
