// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.regex.Pattern;

/** Variables that Kubernetes sets in every pod for each Service beside it. */
final class ServiceLink {
  private static final Pattern NAME =
      Pattern.compile(".*(_SERVICE_HOST|_SERVICE_PORT(_.*)?|_PORT(_[0-9]+_(TCP|UDP|SCTP).*)?)");

  private ServiceLink() {}

  /** Whether a Service called taskworkers, say, may be the reason that {@code variable} is set. */
  static boolean matches(String variable) {
    return NAME.matcher(variable).matches();
  }
}
