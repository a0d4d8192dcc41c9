// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
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

  private static final int SOME = 16;

  private final int all;
  private final int ofEach;
  private final LongSupplier nanos;
  private final Map<String, Tenant> tenants = new HashMap<>();

  /** Those of calls that are not slow; the one that was taken first is first. */
  private final Set<Seat> prompt = new LinkedHashSet<>();

  /** When somebody may cease to count as slow; the next is first. */
  private final Queue<Until> ends =
      new PriorityQueue<>((one, other) -> Long.signum(one.nanos() - other.nanos()));

  /** How many seats are taken by tenants of each standing. */
  private final Map<Standing, Integer> taken = new EnumMap<>(Standing.class);

  /** So many tenants may be there before those are looked for who are known no more. */
  private int room = SOME;

  private long looks;

  private enum Standing {
    TRUSTED,
    UNKNOWN,
    SLOW
  }

  private record Until(long nanos, Tenant tenant) {}

  private static final class Tenant {
    private Standing standing = Standing.UNKNOWN;
    private boolean isKnown;
    private int held;
    private int heldBySlow;
    private long slowUntil;
    private long ended;

    Tenant(long now) {
      slowUntil = now;
      ended = now;
    }

    boolean isSlow(long now) {
      return slowUntil - now > 0 || heldBySlow > 0;
    }

    Standing standing(long now) {
      return isSlow(now) ? Standing.SLOW : isKnown ? Standing.TRUSTED : Standing.UNKNOWN;
    }

    boolean isForgotten(long now) {
      return held == 0 && !isSlow(now) && now - ended > KNOWN.toNanos();
    }
  }

  /** What a call holds until it ends. */
  public final class Seat {
    private final Tenant tenant;
    private final long since;

    private Seat(Tenant tenant, long since) {
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
    var now = settled();
    if (!mayTake(tenant, now)) {
      return Optional.empty();
    }
    var taker = tenants.computeIfAbsent(tenant, absent -> new Tenant(now));
    var seat = new Seat(taker, now);
    prompt.add(seat);
    change(taker, now, () -> taker.held++);
    forget(now);
    return Optional.of(seat);
  }

  /** Whether {@link #take} would give one now. */
  public synchronized boolean has(String tenant) {
    return mayTake(tenant, settled());
  }

  /** Whether there is one for somebody, as far as is known without a look at anybody. */
  public synchronized boolean someAreFree() {
    return taken() < all;
  }

  /** How many times a tenant was looked at, which is what calls have cost so far. */
  synchronized long looks() {
    return looks;
  }

  /** How many tenants are in memory. */
  synchronized int tenants() {
    return tenants.size();
  }

  private boolean mayTake(String name, long now) {
    looks++;
    var tenant =
        tenants.computeIfPresent(name, (same, known) -> known.isForgotten(now) ? null : known);
    var held = tenant == null ? 0 : tenant.held;
    var standing = tenant == null ? Standing.UNKNOWN : tenant.standing;
    var takenByAll = taken();
    var takenBySlow = taken(Standing.SLOW);
    return held < ofEach
        && (takenByAll < all - all / 2 || held < all - takenByAll)
        && (standing == Standing.TRUSTED || takenBySlow + taken(Standing.UNKNOWN) < all - all / 4)
        && (standing != Standing.SLOW || takenBySlow < all - all / 2);
  }

  private int taken() {
    return taken(Standing.TRUSTED) + taken(Standing.UNKNOWN) + taken(Standing.SLOW);
  }

  private int taken(Standing standing) {
    return taken.getOrDefault(standing, 0);
  }

  /** The time, after those have another standing to whom it alone gives one. */
  private long settled() {
    var now = nanos.getAsLong();
    for (var late = late(now); late != null; late = late(now)) {
      var tenant = late.tenant;
      prompt.remove(late);
      change(tenant, now, () -> tenant.heldBySlow++);
    }
    while (!ends.isEmpty() && ends.element().nanos() - now <= 0) {
      change(ends.remove().tenant(), now, () -> {});
    }
    return now;
  }

  /** The next that is slow by now; null: there is none. */
  private Seat late(long now) {
    var oldest = prompt.isEmpty() ? null : prompt.iterator().next();
    return oldest != null && oldest.isSlow(now) ? oldest : null;
  }

  private void change(Tenant tenant, long now, Runnable what) {
    looks++;
    taken.merge(tenant.standing, -tenant.held, Integer::sum);
    what.run();
    tenant.standing = tenant.standing(now);
    taken.merge(tenant.standing, tenant.held, Integer::sum);
  }

  private synchronized void left(Seat seat) {
    var now = settled();
    change(seat.tenant, now, () -> end(seat, seat.tenant, now));
  }

  private void end(Seat seat, Tenant tenant, long now) {
    tenant.held--;
    tenant.ended = now;
    if (prompt.remove(seat)) {
      tenant.isKnown = !tenant.isSlow(now);
    } else {
      tenant.heldBySlow--;
      tenant.isKnown = false;
      tenant.slowUntil = Math.max(tenant.slowUntil - now, REMEMBERED * (now - seat.since)) + now;
      ends.add(new Until(tenant.slowUntil, tenant));
    }
  }

  /** Those who don't come back, too. Not at each call: all tenants are looked at. */
  private void forget(long now) {
    if (tenants.size() > room) {
      looks += tenants.size();
      tenants.values().removeIf(tenant -> tenant.isForgotten(now));
      room = SOME + 2 * tenants.size();
    }
  }
}
