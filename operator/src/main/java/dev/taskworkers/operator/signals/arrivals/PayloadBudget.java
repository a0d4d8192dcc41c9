// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of Pub/Sub's answers the operator takes into memory at once, however large the tasks are
 * that somebody publishes: each call that may bring a payload has a part. The first of a tenant
 * have large ones; all of one tenant together leave half to others.
 */
public final class PayloadBudget {
  /** As much as a task usually has, by far. */
  public static final int LARGEST = 1024 * 1024;

  /** What each call has in any case. */
  static final int SMALLEST = 16 * 1024;

  /** What gRPC says of such an answer; a quota that is used up has the same code. */
  private static final String TOO_LARGE = "exceeds maximum size";

  /** Of what is left to a tenant; the next calls may be its larger ones. */
  private static final int PARTS = 8;

  private final long most;
  private final Map<String, Long> taken = new HashMap<>();
  private long all;

  /**
   * @param most bytes of all parts, but for the {@value #SMALLEST} that each has in any case
   */
  public PayloadBudget(long most) {
    this.most = most;
  }

  /** Whether a call has ended because an answer was larger than its part. */
  static boolean isTooLarge(Status why) {
    return why.getCode() == Code.RESOURCE_EXHAUSTED
        && String.valueOf(why.getDescription()).contains(TOO_LARGE);
  }

  /** A quarter of the heap: what comes is there twice, as it came and as it is read. */
  public static PayloadBudget ofThisProcess() {
    return new PayloadBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * The part of one more call, until it is {@linkplain Part#release given back}.
   *
   * @param tenant on whose behalf the call is made
   */
  synchronized Part take(String tenant) {
    var own = taken.getOrDefault(tenant, 0L);
    var left = Math.max(0, Math.min(most - all, most / 2 - own));
    var more = (int) Math.min(LARGEST - SMALLEST, left / PARTS);
    add(tenant, more);
    return new Part(this, tenant, more);
  }

  private synchronized void add(String tenant, long bytes) {
    all += bytes;
    taken.merge(tenant, bytes, Long::sum);
    taken.remove(tenant, 0L);
  }

  /** What one call may bring. */
  static final class Part {
    private final PayloadBudget budget;
    private final String tenant;
    private final int more;
    private boolean released;

    private Part(PayloadBudget budget, String tenant, int more) {
      this.budget = budget;
      this.tenant = tenant;
      this.more = more;
    }

    int bytes() {
      return SMALLEST + more;
    }

    /** The call is over; a second time changes nothing. */
    synchronized void release() {
      if (!released) {
        released = true;
        budget.add(tenant, -more);
      }
    }
  }
}
