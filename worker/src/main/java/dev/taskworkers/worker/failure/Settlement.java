// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.worker.api.Failure;
import java.time.Duration;
import java.util.Optional;

/** What the worker does with a message once its task has an outcome. */
public sealed interface Settlement {
  void carryOut(Cases cases);

  /** How each kind of settlement is carried out. */
  interface Cases {
    void acknowledge();

    void discard(Discard discard);

    void nack(Nack nack);

    void giveBack();

    void forward(Forward forward);
  }

  /** The task is done. */
  record Acknowledge() implements Settlement {
    @Override
    public void carryOut(Cases cases) {
      cases.acknowledge();
    }
  }

  /** The task is not wanted; acknowledged, and counted apart. */
  record Discard(String reason) implements Settlement {
    @Override
    public void carryOut(Cases cases) {
      cases.discard(this);
    }
  }

  /**
   * Pub/Sub delivers it again after {@code delay}.
   *
   * @param failure empty where none has happened: the handler asks for another time
   */
  record Nack(Optional<Failure> failure, Duration delay) implements Settlement {
    @Override
    public void carryOut(Cases cases) {
      cases.nack(this);
    }
  }

  /** It goes to others at once, for no fault of its own. */
  record Return() implements Settlement {
    @Override
    public void carryOut(Cases cases) {
      cases.giveBack();
    }
  }

  /** Published to the dead-letter topic, and acknowledged only when that is safe. */
  record Forward(Failure failure) implements Settlement {
    @Override
    public void carryOut(Cases cases) {
      cases.forward(this);
    }
  }
}
