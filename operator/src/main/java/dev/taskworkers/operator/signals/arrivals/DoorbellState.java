package dev.taskworkers.operator.signals.arrivals;

import java.time.Duration;

/** How well a doorbell hears at a moment. */
sealed interface DoorbellState {
  /** An answer for each. */
  interface Visitor<T> {
    T everything(Everything everything);

    T samples(Samples samples);

    T behind(Behind behind);

    T nothing(Nothing nothing);
  }

  <T> T accept(Visitor<T> visitor);

  /** Every task is counted. */
  record Everything() implements DoorbellState {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.everything(this);
    }
  }

  /** Two seconds in eleven are counted, because so much is published. */
  record Samples() implements DoorbellState {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.samples(this);
    }
  }

  /**
   * It gets tasks, but long after they were published.
   *
   * @param lag from a publishing to its being heard
   */
  record Behind(Duration lag) implements DoorbellState {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.behind(this);
    }
  }

  /** It gets nothing now. */
  record Nothing(DoorbellFailure silence) implements DoorbellState {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.nothing(this);
    }
  }
}
