// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

/** The files in the folder {@link dev.taskworkers.protocol.EnvVars#POD_INFO_DIR}. */
public final class PodFiles {
  public static final String NAMESPACE = "namespace";
  public static final String NAME = "name";
  public static final String UID = "uid";

  /** {@link VerificationKeys}; empty while the pod has none. */
  public static final String ORDER_KEYS = "order-keys";

  private PodFiles() {}
}
