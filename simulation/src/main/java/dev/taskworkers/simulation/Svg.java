// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import java.util.List;
import java.util.Locale;

/** The few shapes of SVG that the charts are made of. */
public final class Svg {
  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  /** An empty picture, in pixels. */
  public Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** A point in pixels, from the upper left corner. */
  public record Point(double x, double y) {}

  /** Words that begin, end or have their middle at a point, as {@code anchor} says. */
  public void text(double x, double y, int size, String anchor, String words) {
    body.append(
        format(
            "<text x='%.1f' y='%.1f' font-size='%d' text-anchor='%s'>%s</text>%n",
            x, y, size, anchor, words.replace("&", "&amp;").replace("<", "&lt;")));
  }

  /** A straight line. */
  public void line(Point from, Point to, Palette color) {
    body.append(
        format(
            "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>%n",
            from.x(), from.y(), to.x(), to.y(), color));
  }

  /** A line through points. */
  public void path(List<Point> points, Palette color) {
    body.append(
        format(
            "<path d='%s' fill='none' stroke='%s' stroke-width='1.3'/>%n", joined(points), color));
  }

  /** What lies between points. */
  public void area(List<Point> points, Palette color) {
    body.append(format("<path d='%sZ' fill='%s'/>%n", joined(points), color));
  }

  private static StringBuilder joined(List<Point> points) {
    var path = new StringBuilder();
    for (var point : points) {
      path.append(path.isEmpty() ? 'M' : 'L').append(format("%.1f %.1f", point.x(), point.y()));
    }
    return path;
  }

  void dot(Point at, Palette color) {
    body.append(format("<circle cx='%.1f' cy='%.1f' r='5' fill='%s'/>%n", at.x(), at.y(), color));
  }

  @Override
  public String toString() {
    return format(
            "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                + " font-family='sans-serif' fill='%s'>%n<rect width='100%%' height='100%%'"
                + " fill='white'/>%n",
            width, height, Palette.INK)
        + body
        + "</svg>\n";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
