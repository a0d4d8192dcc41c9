// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import java.util.List;
import java.util.function.Function;

/**
 * Keeps the tasks in hand within a number of bytes. How large the next ones are is not known before
 * they are here: they are taken to be as large as the largest of late, and the very first as large
 * as Pub/Sub allows. Belongs to the loop.
 */
final class ByteBudget {
  /** Pub/Sub's limit for a message. */
  private static final double MOST_OF_A_TASK = 10_000_000;

  /** So many small tasks halve what one large one made the next be taken for. */
  private static final double HALVED_AFTER = 64;

  private static final double DECAY = 1 - Math.pow(0.5, 1 / HALVED_AFTER);

  private final long limit;
  private int inHand;

  /** Those in hand that were taken without room for them. */
  private int oneMore;

  private long bytes;
  private double expected = MOST_OF_A_TASK;
  private boolean seenAny;

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /**
   * Tasks have come in one answer.
   *
   * @param isOneMore whether it is the answer to who asked for {@linkplain #grantsOneMore one more}
   * @return what each of them takes up
   */
  Function<Delivery, Permit> arrived(List<Delivery> deliveries, boolean isOneMore) {
    for (var delivery : deliveries) {
      var size = delivery.bytes();
      bytes += size;
      expected = seenAny ? Math.max(size, expected + DECAY * (size - expected)) : size;
      seenAny = true;
    }
    inHand += deliveries.size();
    oneMore += isOneMore ? deliveries.size() : 0;
    return delivery -> new Bytes(delivery.bytes(), isOneMore);
  }

  /** The bytes of one task, until it is no longer in hand. */
  private final class Bytes implements Permit {
    private final int size;
    private final boolean isOneMore;
    private boolean held = true;

    Bytes(int size, boolean isOneMore) {
      this.size = size;
      this.isOneMore = isOneMore;
    }

    /** It is in hand until Pub/Sub has it back. */
    @Override
    public void goesBack() {}

    @Override
    public void release() {
      if (held) {
        held = false;
        bytes -= size;
        inHand--;
        oneMore -= isOneMore ? 1 : 0;
      }
    }

    @Override
    public void postpone() {
      release();
    }
  }

  /** How many of {@code wanted} tasks there is room for; for one at least when none is in hand. */
  int tasks(int wanted) {
    var fitting = (int) Math.min(wanted, left() / Math.max(1, expected));
    return inHand == 0 ? Math.max(fitting, Math.min(wanted, 1)) : fitting;
  }

  /**
   * Whether one more may be asked for though there is no room: the tasks in hand wait for it.
   * Another is granted when that one has ended.
   */
  boolean grantsOneMore() {
    return oneMore == 0;
  }

  /** Whether enough is left for a stream, which keeps the limit that it is opened with. */
  boolean isWorthAStream() {
    return left() >= limit / 2;
  }

  /** What a stream may hold beside what is in hand. */
  long forStream() {
    return Math.max(1, left());
  }

  private long left() {
    return Math.max(0, limit - bytes);
  }
}
