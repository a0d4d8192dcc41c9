package dev.taskworkers.lab.cloud.contract.endpoints;

import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.LocalCloud;
import dev.taskworkers.lab.cloud.contract.Account;
import dev.taskworkers.lab.cloud.contract.PubSubContract;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The local cloud keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LocalCloudContractTest implements PubSubContract {
  private LocalCloud cloud;
  private Account account;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(CloudOptions.kind(), Clock.systemUTC());
    account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(10));
  }

  @Override
  public Account account() {
    return account;
  }

  @AfterAll
  void stop() {
    account.close();
    cloud.close();
  }
}
