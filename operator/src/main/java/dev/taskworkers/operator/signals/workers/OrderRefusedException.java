// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import java.io.IOException;

/** A worker answers that it does not follow an order, and why. */
final class OrderRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  OrderRefusedException(String why) {
    super(why);
  }
}
