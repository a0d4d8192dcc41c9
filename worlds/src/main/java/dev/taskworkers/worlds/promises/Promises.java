// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.util.List;

/** All that is promised. */
public final class Promises {
  public static final List<Promise> ALL =
      List.of(
          new NothingLost(),
          new NothingCut(),
          new ZeroOnProof(),
          new NeverStuck(),
          new Thrift(),
          new Calm(),
          new Honest(),
          new Alive());

  private Promises() {}
}
