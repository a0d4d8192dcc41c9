// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.RootCause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/** Whether an emulator that a variable names can be connected to. */
final class EmulatorCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private EmulatorCheck() {}

  /**
   * Empty where it can, and where Google itself is asked.
   *
   * @param name the check's
   * @param variable that names the emulator
   */
  static Optional<Check> of(String name, GoogleEndpoint endpoint, String variable) {
    if (!endpoint.emulator()) {
      return Optional.empty();
    }
    var address = URI.create("tcp://" + endpoint.target());
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), address.getPort()), (int) PATIENCE.toMillis());
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of(away(name, endpoint, variable, "no address is known for its name"));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(away(name, endpoint, variable, RootCause.line(e)));
    }
  }

  private static Check away(String name, GoogleEndpoint endpoint, String variable, String why) {
    return Check.no(
        name,
        "There is no emulator at "
            + endpoint.target()
            + ", which "
            + variable
            + " names ("
            + why
            + "). Start it, or unset the variable.",
        "");
  }
}
