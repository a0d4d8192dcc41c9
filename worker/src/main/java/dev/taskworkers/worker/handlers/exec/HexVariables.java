// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.runtime.Environment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * Variables whose value is written in hexadecimal digits of its UTF-8, because the JVM passes an
 * environment in the locale's encoding. The launcher gives them their own names and values.
 */
final class HexVariables {
  private HexVariables() {}

  static void put(String variable, String value, Map<String, String> environment) {
    environment.remove(variable);
    environment.put(
        Environment.HIDDEN + variable,
        HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)));
  }
}
