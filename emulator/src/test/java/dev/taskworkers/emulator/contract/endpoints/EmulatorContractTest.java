// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract.endpoints;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.contract.PubSubContract;
import dev.taskworkers.runtime.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Google's emulator keeps the contract too, except where it is known to differ. Most machines lack
 * it, and nothing of ours is under test but the contract.
 */
@Tag("slow")
@ExtendWith(ToleratedDeviations.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmulatorContractTest implements PubSubContract {
  private static final List<Path> LIBRARIES =
      List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"), Path.of("/opt"));

  private Process emulator;
  private Account account;

  @BeforeAll
  void start() throws IOException {
    var jar = jar();
    assumeTrue(jar.isPresent(), "Google's Pub/Sub emulator is not installed here.");
    var port = FreePort.find();
    emulator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.get().toString(),
                "--host=127.0.0.1",
                "--port=" + port)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    account = Account.at("127.0.0.1:" + port, Duration.ofSeconds(2));
    account.awaitReady();
  }

  private static Optional<Path> jar() throws IOException {
    for (var library : LIBRARIES) {
      var folder = library.resolve("google-cloud-sdk/platform/pubsub-emulator/lib");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          var jar = files.filter(file -> file.toString().endsWith("-all.jar")).findFirst();
          if (jar.isPresent()) {
            return jar;
          }
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Account account() {
    return account;
  }

  @AfterAll
  void stop() {
    if (emulator != null) {
      account.close();
      emulator.destroy();
    }
  }
}
