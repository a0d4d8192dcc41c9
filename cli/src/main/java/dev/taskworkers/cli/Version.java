// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "taskworkers "
          + Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev")
    };
  }
}
