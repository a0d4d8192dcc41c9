// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract.endpoints;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.contract.PubSubContract;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** The contract for the endpoint that {@link ContractRun} was given; no build runs it by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GivenEndpointContract implements PubSubContract {
  /** What the session of the run keeps for these cases. */
  record Given(Account account, boolean isGoogle) {}

  private static final ToleratedDeviations OF_EMULATORS = new ToleratedDeviations();

  private Given given;

  @RegisterExtension
  final BeforeAllCallback endpoint =
      context ->
          given =
              context
                  .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(ContractRun.STORE))
                  .get(Given.class, Given.class);

  /** Google itself must not deviate. */
  @RegisterExtension
  final TestExecutionExceptionHandler tolerance =
      (context, problem) -> {
        if (given.isGoogle()) {
          throw problem;
        }
        OF_EMULATORS.handleTestExecutionException(context, problem);
      };

  @Override
  public Account account() {
    return given.account();
  }
}
