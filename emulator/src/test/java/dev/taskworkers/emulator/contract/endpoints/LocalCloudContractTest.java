// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract.endpoints;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.contract.PubSubContract;
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
    cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
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
