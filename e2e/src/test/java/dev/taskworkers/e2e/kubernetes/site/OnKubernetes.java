package dev.taskworkers.e2e.kubernetes.site;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link Site} of the run: a cluster with the operator installed. The first
 * test brings it up and the last one takes it down; a cluster that was up before stays up.
 */
public final class OnKubernetes implements BeforeAllCallback, ParameterResolver {
  private static final Namespace SPACE = Namespace.create(OnKubernetes.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    site(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Site.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return site(context);
  }

  /** What can't be brought up is not tried again for each class. */
  private static Site site(ExtensionContext context) {
    var attempt =
        context
            .getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent(Attempt.class, type -> Attempt.make(), Attempt.class);
    if (attempt.failure.isPresent()) {
      throw attempt.failure.get();
    }
    return attempt.site.orElseThrow();
  }

  /** The site, or why there is none: what is missing here skips the tests. */
  private record Attempt(Optional<Site> site, Optional<RuntimeException> failure)
      implements CloseableResource, AutoCloseable {
    static Attempt make() {
      try {
        return new Attempt(Optional.of(Site.open()), Optional.empty());
      } catch (RuntimeException e) {
        return new Attempt(Optional.empty(), Optional.of(e));
      }
    }

    @Override
    public void close() {
      site.ifPresent(Site::close);
    }
  }
}
