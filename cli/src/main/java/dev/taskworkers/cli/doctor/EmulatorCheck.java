// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.RootCause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
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
    var colon = endpoint.target().lastIndexOf(':');
    var host = endpoint.target().substring(0, colon);
    if (host.contains("_")) {
      return Optional.of(
          Check.no(
              name,
              variable
                  + ": the host name "
                  + host
                  + " has an underscore, so that clients of Google's services can't use it. Give the"
                  + " emulator another name, or use its address.",
              ""));
    }
    try {
      connect(
          InetAddress.getAllByName(host), Integer.parseInt(endpoint.target().substring(colon + 1)));
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of(away(name, endpoint, variable, "no address is known for its name"));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(away(name, endpoint, variable, RootCause.line(e)));
    }
  }

  /** As a client does: a name may stand for several addresses, and one that answers is enough. */
  private static void connect(InetAddress[] addresses, int port) throws IOException {
    var failures = new ArrayList<IOException>();
    for (var address : addresses) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
        return;
      } catch (IOException e) {
        failures.add(e);
      }
    }
    throw failures.get(0);
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
