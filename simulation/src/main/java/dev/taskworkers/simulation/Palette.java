// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

/**
 * The colors of the page in its light theme, which eyes that don't tell red from green tell apart.
 * A picture uses one for what the page uses it for.
 */
public enum Palette {
  INK("#1b1f24"),
  SOFT("#59636e"),
  LINE("#dfe3e8"),
  /** What is so. */
  TRUTH("#1b1f24"),
  /** What Monitoring shows. */
  SHOWN("#c44e00"),
  /** What the operator takes for so, and what it asks for. */
  GUESS("#0072b2"),
  /** Pods that can take tasks, as an area. */
  READY("#9fc3dc"),
  LOOK("#8a5a00"),
  WELL("#0b6b4f");

  private final String code;

  Palette(String code) {
    this.code = code;
  }

  /** As CSS and SVG write it. */
  @Override
  public String toString() {
    return code;
  }
}
