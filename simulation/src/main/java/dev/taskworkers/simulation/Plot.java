// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Where values over time stand in a picture, in pixels.
 *
 * @param seconds how long the time is
 */
public record Plot(double left, double right, double top, double floor, int seconds) {
  private static final int STEPS = 800;

  /** The largest value, or 1 where all are smaller. */
  public double largest(IntToDoubleFunction value) {
    double largest = 1;
    for (var second = 0; second < seconds; second++) {
      largest = Math.max(largest, value.applyAsDouble(second));
    }
    return largest;
  }

  /** Where a second stands; what comes after the end stands there. */
  public double x(double second) {
    return left + Math.min(second, seconds) / seconds * (right - left);
  }

  /** The largest value of each step, so that no peak is lost, below {@code most} at the top. */
  public List<Point> points(IntToDoubleFunction value, double most) {
    var points = new ArrayList<Point>();
    var steps = Math.min(STEPS, seconds);
    for (var step = 0; step < steps; step++) {
      double peak = 0;
      var end = (int) ((long) (step + 1) * seconds / steps);
      for (var second = (int) ((long) step * seconds / steps); second < end; second++) {
        peak = Math.max(peak, value.applyAsDouble(second));
      }
      points.add(
          new Point(x((double) step * seconds / steps), floor - (floor - top) * peak / most));
    }
    return points;
  }

  /** What lies below {@link #points}. */
  public List<Point> area(IntToDoubleFunction value, double most) {
    var points = points(value, most);
    points.add(0, new Point(left, floor));
    points.add(new Point(points.get(points.size() - 1).x(), floor));
    return points;
  }
}
