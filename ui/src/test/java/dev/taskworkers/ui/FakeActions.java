// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Offers two actions, and remembers what was done. */
final class FakeActions implements PoolActions {
  final List<String> done = new ArrayList<>();

  @Override
  public List<Offer> offers(String pool) {
    return List.of(
        new Offer("pause", "It keeps 5 pods.", "kubectl patch " + pool, false),
        new Offer("pin", "It gets that many.", "kubectl scale " + pool + " --replicas N", true),
        new Offer("drain", "It ends gently.", "kubectl annotate pod POD drain=true", false));
  }

  @Override
  public synchronized Result perform(String pool, String action, OptionalInt pods) {
    done.add(pool + " " + action + (pods.isPresent() ? " " + pods.getAsInt() : ""));
    return new Result(200, "Done: " + pool + ".");
  }

  @Override
  public synchronized Result drain(String pool, String worker) {
    done.add(pool + " drain " + worker);
    return new Result(200, "Done: " + worker + ".");
  }
}
