// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract.endpoints;

import dev.taskworkers.emulator.contract.Deviates;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Lets an emulator fail a case that says how emulators differ: the case itself is the probe, is
 * reported as skipped with the reason, and counts as soon as the emulator can do it.
 */
final class ToleratedDeviations implements TestExecutionExceptionHandler {
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable problem)
      throws Throwable {
    var deviation = context.getRequiredTestMethod().getAnnotation(Deviates.class);
    if (deviation == null) {
      throw problem;
    }
    throw new TestAbortedException("The emulator differs: " + deviation.value(), problem);
  }
}
