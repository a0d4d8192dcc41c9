// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The faults that are on. Safe for use by many threads; nearly free while there are none. */
public final class Faults {
  private static final String ANY = "*";

  private final Clock clock;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  public Faults(Clock clock) {
    this.clock = clock;
  }

  /** From now until cleared. */
  public Fault set(FaultKind kind) {
    return add(kind, Instant.MAX, ANY, ANY, ANY);
  }

  /** From now for {@code length} on the cloud's clock. */
  public Fault set(FaultKind kind, Duration length) {
    return add(kind, clock.instant().plus(length), ANY, ANY, ANY);
  }

  /** From now until cleared, for some calls only; {@code *} matches any run of characters. */
  public Fault set(FaultKind kind, String method, String resource) {
    return add(kind, Instant.MAX, method, resource, ANY);
  }

  /** From now until cleared, for some calls and some regions only. */
  public Fault set(FaultKind kind, String method, String resource, String region) {
    return add(kind, Instant.MAX, method, resource, region);
  }

  /** From now for {@code length}, for some calls and some regions only. */
  public Fault set(FaultKind kind, Duration length, String method, String resource, String region) {
    return add(kind, clock.instant().plus(length), method, resource, region);
  }

  private Fault add(FaultKind kind, Instant until, String method, String resource, String region) {
    var now = clock.instant();
    var fault = new Fault(kind, now, until, method, resource, region);
    faults.removeIf(earlier -> !now.isBefore(earlier.until()));
    faults.add(fault);
    return fault;
  }

  public void clear() {
    faults.clear();
  }

  public void clear(FaultKind kind) {
    faults.removeIf(fault -> fault.kind() == kind);
  }

  /** What is on now, in the order in which it was set. */
  public List<Fault> active() {
    if (faults.isEmpty()) {
      return List.of();
    }
    var now = clock.instant();
    return faults.stream().filter(fault -> fault.activeAt(now)).toList();
  }

  /** Whether nothing is on now. */
  public boolean none() {
    return first(any -> true).isEmpty();
  }

  /** The first fault of this kind that is on now. */
  public Optional<Fault> active(FaultKind kind) {
    return first(fault -> fault.kind() == kind);
  }

  /** The first fault of this kind that is on now and concerns the call. */
  public Optional<Fault> active(FaultKind kind, String method, String resource) {
    return first(fault -> fault.kind() == kind && fault.concerns(method, resource));
  }

  /** Whether a fault of this kind is on now and concerns the region. */
  public boolean concern(FaultKind kind, String region) {
    return first(fault -> fault.kind() == kind && fault.concerns(region)).isPresent();
  }

  /** Each call asks for several kinds, so that a list of all that is on would be made in vain. */
  private Optional<Fault> first(Predicate<Fault> which) {
    if (!faults.isEmpty()) {
      var now = clock.instant();
      for (var fault : faults) {
        if (fault.activeAt(now) && which.test(fault)) {
          return Optional.of(fault);
        }
      }
    }
    return Optional.empty();
  }
}
