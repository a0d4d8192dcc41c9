// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import java.time.Instant;
import java.util.List;

/**
 * All pools that an operator follows, a line each.
 *
 * @param version of this format; fields are only ever added
 * @param now by the operator's clock
 * @param watched the namespaces of which there may be pools; empty for all
 */
public record PoolList(int version, Instant now, List<PoolRow> pools, List<String> watched) {
  static final int VERSION = 1;

  /** One line of JSON. */
  public String json() {
    return RecordJson.write(this) + "\n";
  }
}
