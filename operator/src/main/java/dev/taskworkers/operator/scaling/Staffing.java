// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/**
 * The fewest pods with which, at a steady rate, at most one task in a hundred waits longer than a
 * fifth of {@code maxWait}.
 *
 * <pre>
 *   R = λS                              slots that are busy on average
 *   m = n·c                             slots of n pods
 *   β = (m − R) / √R                    room for chance, in standard deviations
 *   P(wait)     = 1 / (1 + β·Φ(β)/φ(β)) Halfin and Whitt's limit of Erlang's C formula (1981)
 *   P(wait > w) = P(wait) · e^(−(m − R)·w / S)
 * </pre>
 */
final class Staffing {
  private static final double SHARE_THAT_MAY_WAIT = 0.01;
  private static final double PART_OF_MAX_WAIT = 0.2;

  /** More than any cluster has; limits of the pool come later. */
  private static final int MOST_PODS = 1_000_000;

  private Staffing() {}

  /**
   * Pods for {@code offered} busy slots, R; 0 for none.
   *
   * @param slotsPerPod that can be busy at once, c; a part of one where a rate limit leaves no more
   */
  static int pods(double offered, double taskSeconds, double slotsPerPod, double maxWaitSeconds) {
    if (offered <= 0) {
      return 0;
    }
    if (offered / slotsPerPod >= MOST_PODS) {
      return MOST_PODS;
    }
    var wait = PART_OF_MAX_WAIT * maxWaitSeconds;
    var few = Math.max(1, (int) (offered / slotsPerPod)) - 1;
    var enough = few + 1;
    // First away from too few, twice as far each time, then between: the share falls with each pod.
    for (var step = 1; !isEnough(enough, offered, taskSeconds, slotsPerPod, wait); step *= 2) {
      few = enough;
      enough = Math.min(MOST_PODS, enough + step);
      if (few == MOST_PODS) {
        return MOST_PODS;
      }
    }
    while (enough - few > 1) {
      var between = few + (enough - few) / 2;
      if (isEnough(between, offered, taskSeconds, slotsPerPod, wait)) {
        enough = between;
      } else {
        few = between;
      }
    }
    return enough;
  }

  private static boolean isEnough(
      int pods, double offered, double taskSeconds, double slotsPerPod, double wait) {
    return waitsLonger(wait, pods * slotsPerPod, offered, taskSeconds) <= SHARE_THAT_MAY_WAIT;
  }

  /** P(wait > w); 1 where the slots do not keep up. */
  private static double waitsLonger(double wait, double slots, double offered, double taskSeconds) {
    var spare = slots - offered;
    if (spare <= 0) {
      return 1;
    }
    var beta = spare / Math.sqrt(offered);
    var waits = 1 / (1 + beta * cumulative(beta) / density(beta));
    return waits * Math.exp(-spare * wait / taskSeconds);
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Φ for x of 0 or more, to 10⁻⁵: Abramowitz and Stegun, 26.2.16. */
  private static double cumulative(double x) {
    var t = 1 / (1 + 0.33267 * x);
    return 1 - density(x) * t * (0.4361836 + t * (-0.1201676 + t * 0.937298));
  }
}
