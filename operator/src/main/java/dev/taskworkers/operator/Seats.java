// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How many calls may be under way at once, and how many of one tenant: each holds a seat until it
 * ends, which may take as long as a tenant likes. However many tenants have calls that are slow,
 * they hold half of the seats at most, and with those of whom nothing is known yet three quarters,
 * so that the last quarter is left to those whose calls have ended soon. Where calls of several
 * begin to hang at once, each of them leaves as many seats free as he holds.
 */
public final class Seats {
  /** A call that takes longer is slow: one of the API server takes some milliseconds. */
  static final Duration SLOW = Duration.ofSeconds(1);

  /**
   * Who was slow counts as slow for this many times as long as that was, so that calls which are
   * slow at times cost others less than a tenth of their time.
   */
  static final int REMEMBERED = 10;

  /** Who has had no call for so long is known no more. */
  static final Duration KNOWN = Duration.ofHours(1);

  private final int all;
  private final int ofEach;
  private final LongSupplier nanos;
  private final Map<String, Tenant> tenants = new HashMap<>();
  private int taken;

  private static final class Tenant {
    /** The one that was taken first is first. */
    private final Set<Seat> held = new LinkedHashSet<>();

    private boolean isKnown;
    private long slowUntil;
    private long ended;

    Tenant(long now) {
      slowUntil = now;
      ended = now;
    }

    boolean isSlow(long now) {
      return slowUntil - now > 0 || !held.isEmpty() && held.iterator().next().isSlow(now);
    }

    boolean isTrusted(long now) {
      return isKnown && !isSlow(now);
    }

    void end(Seat seat, long now) {
      held.remove(seat);
      ended = now;
      isKnown = !seat.isSlow(now) && !isSlow(now);
      if (seat.isSlow(now)) {
        slowUntil = Math.max(slowUntil - now, REMEMBERED * (now - seat.since)) + now;
      }
    }

    boolean isForgotten(long now) {
      return held.isEmpty() && !isSlow(now) && now - ended > KNOWN.toNanos();
    }
  }

  /** What a call holds until it ends. */
  public final class Seat {
    private final String tenant;
    private final long since;

    private Seat(String tenant, long since) {
      this.tenant = tenant;
      this.since = since;
    }

    private boolean isSlow(long now) {
      return now - since > SLOW.toNanos();
    }

    /** The call has ended, one way or the other. */
    public void leave() {
      left(this);
    }
  }

  /**
   * @param all there are
   * @param ofEach tenant at most
   */
  public Seats(int all, int ofEach) {
    this(all, ofEach, System::nanoTime);
  }

  /**
   * @param nanos as {@code System.nanoTime}
   */
  public Seats(int all, int ofEach, LongSupplier nanos) {
    this.all = all;
    this.ofEach = ofEach;
    this.nanos = nanos;
  }

  /** A seat for a call of {@code tenant}, if there is one for it now. */
  public synchronized Optional<Seat> take(String tenant) {
    var now = nanos.getAsLong();
    if (!mayTake(tenant, now)) {
      return Optional.empty();
    }
    if (!tenants.containsKey(tenant)) {
      tenants.values().removeIf(known -> known.isForgotten(now));
    }
    var seat = new Seat(tenant, now);
    tenants.computeIfAbsent(tenant, absent -> new Tenant(now)).held.add(seat);
    taken++;
    return Optional.of(seat);
  }

  /** Whether {@link #take} would give one now. */
  public synchronized boolean has(String tenant) {
    return mayTake(tenant, nanos.getAsLong());
  }

  private boolean mayTake(String name, long now) {
    var tenant = tenants.getOrDefault(name, new Tenant(now));
    var held = tenant.held.size();
    return held < ofEach
        && (taken < all - all / 2 || held < all - taken)
        && (tenant.isTrusted(now) || takenByDoubtful(now) < all - all / 4)
        && (!tenant.isSlow(now) || takenBySlow(now) < all - all / 2);
  }

  private int takenByDoubtful(long now) {
    return tenants.values().stream()
        .filter(tenant -> !tenant.isTrusted(now))
        .mapToInt(tenant -> tenant.held.size())
        .sum();
  }

  private int takenBySlow(long now) {
    return tenants.values().stream()
        .filter(tenant -> tenant.isSlow(now))
        .mapToInt(tenant -> tenant.held.size())
        .sum();
  }

  private synchronized void left(Seat seat) {
    taken--;
    tenants.get(seat.tenant).end(seat, nanos.getAsLong());
  }
}
