// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

/**
 * Numbers of 0 or more in 16 bits: six of exponent and ten of mantissa. Whole numbers up to 2048
 * keep their value, others lose at most a 2000th part; from 0.001 to more than a backlog has.
 */
final class ShortNumber {
  static final short UNKNOWN = (short) 0xFFFF;

  private static final int MANTISSA_BITS = 10;
  private static final int LOWEST_EXPONENT = -10;
  private static final int LARGEST = 0xFFFE;

  private ShortNumber() {}

  /** NaN, and what is less than 0, is not known. */
  static short of(double value) {
    if (!(value >= 0)) {
      return UNKNOWN;
    }
    var exponent = Math.getExponent(value) - LOWEST_EXPONENT;
    if (exponent < 0) {
      return 0;
    }
    var mantissa = Math.scalb(value, MANTISSA_BITS - Math.getExponent(value));
    // Rounding up may carry into the exponent, which is right.
    var bits = ((long) exponent << MANTISSA_BITS) + Math.round(mantissa) - (1L << MANTISSA_BITS);
    return (short) Math.max(1, Math.min(LARGEST, bits));
  }

  /** NaN where it is not known. */
  static double value(short number) {
    if (number == UNKNOWN) {
      return Double.NaN;
    }
    var bits = Short.toUnsignedInt(number);
    var mantissa = (bits & ((1 << MANTISSA_BITS) - 1)) + (1 << MANTISSA_BITS);
    return bits == 0
        ? 0
        : Math.scalb((double) mantissa, (bits >> MANTISSA_BITS) + LOWEST_EXPONENT - MANTISSA_BITS);
  }

  /** The larger one; what is known before what is not. */
  static short larger(short one, short other) {
    if (one == UNKNOWN || other == UNKNOWN) {
      return one == UNKNOWN ? other : one;
    }
    return Short.toUnsignedInt(one) >= Short.toUnsignedInt(other) ? one : other;
  }
}
