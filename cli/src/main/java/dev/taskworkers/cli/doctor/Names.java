// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import java.util.regex.Pattern;

/**
 * What names look like. Only such ones become a part of a command that somebody copies into a
 * shell.
 */
final class Names {
  static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9:.-]*");
  static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9._@-]+");

  private Names() {}
}
