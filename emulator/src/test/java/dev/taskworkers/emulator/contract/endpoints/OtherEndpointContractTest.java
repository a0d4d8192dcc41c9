package dev.taskworkers.emulator.contract.endpoints;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.contract.PubSubContract;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Any endpoint can be held to the contract: {@code TASKWORKERS_CONTRACT_PUBSUB} is a {@code
 * host:port} on plain text, or {@code google} for the real service, and {@code
 * TASKWORKERS_CONTRACT_PROJECT} the project. Google itself must not deviate.
 */
@EnabledIfEnvironmentVariable(
    named = "TASKWORKERS_CONTRACT_PUBSUB",
    matches = ".+",
    disabledReason = "TASKWORKERS_CONTRACT_PUBSUB names no endpoint to try the contract on")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherEndpointContractTest implements PubSubContract {
  private static final String TARGET =
      System.getenv().getOrDefault("TASKWORKERS_CONTRACT_PUBSUB", "");
  private static final boolean IS_GOOGLE = TARGET.equals("google");

  @RegisterExtension
  static final Extension TOLERANCE = IS_GOOGLE ? new Extension() {} : new ToleratedDeviations();

  private Account account;

  @BeforeAll
  void connect() {
    account =
        new Account(
            GoogleEndpoint.pubsub(IS_GOOGLE ? Map.of() : Map.of("PUBSUB_EMULATOR_HOST", TARGET)),
            System.getenv().getOrDefault("TASKWORKERS_CONTRACT_PROJECT", "contract"),
            Duration.ofSeconds(15));
  }

  @Override
  public Account account() {
    return account;
  }

  @AfterAll
  void disconnect() {
    account.close();
  }
}
