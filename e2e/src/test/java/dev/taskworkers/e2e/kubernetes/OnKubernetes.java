// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link TestEnvironment} of the run: a cluster with the operator installed.
 * The first test brings it up and the last one takes it down; a cluster that was up before stays
 * up.
 */
final class OnKubernetes implements BeforeAllCallback, ParameterResolver {
  private static final Namespace SPACE = Namespace.create(OnKubernetes.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    environment(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestEnvironment.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return environment(context);
  }

  /** What can't be brought up is not tried again for each class. */
  private static TestEnvironment environment(ExtensionContext context) {
    var attempt =
        context
            .getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent(Attempt.class, type -> Attempt.make(), Attempt.class);
    if (attempt.failure.isPresent()) {
      throw attempt.failure.get();
    }
    return attempt.environment.orElseThrow();
  }

  /** The environment, or why there is none: what is missing here skips the tests. */
  private record Attempt(Optional<TestEnvironment> environment, Optional<RuntimeException> failure)
      implements CloseableResource, AutoCloseable {
    static Attempt make() {
      try {
        return new Attempt(Optional.of(TestEnvironment.open()), Optional.empty());
      } catch (RuntimeException e) {
        return new Attempt(Optional.empty(), Optional.of(e));
      }
    }

    @Override
    public void close() {
      environment.ifPresent(TestEnvironment::close);
    }
  }
}
