package dev.taskworkers.e2e.kubernetes;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
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

  private static Site site(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SPACE)
        .getOrComputeIfAbsent(Site.class, type -> Site.open(), Site.class);
  }
}
