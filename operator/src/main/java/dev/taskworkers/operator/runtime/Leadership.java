package dev.taskworkers.operator.runtime;

import dev.taskworkers.operator.OperatorConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator decides, others stand by; who loses the lease ends at once. */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final String LEASE = "taskworkers-operator";
  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  private Leadership() {}

  /** From now on losing the lease is wanted. */
  static void stopping() {
    STOPPING.set(true);
  }

  /**
   * JOSDK's own exit on a lost lease deadlocks with a shutdown hook that stops the operator, so the
   * process is halted here, and only when it is not stopping anyway.
   */
  static LeaderElectionConfiguration of(OperatorConfig config) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(config.namespace())
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> LOG.info("this operator leads"),
                () -> {
                  if (!STOPPING.get()) {
                    LOG.error("the leader's lease is lost; this process ends and stands by anew");
                    Runtime.getRuntime().halt(1);
                  }
                },
                leader -> LOG.info("the leader is {}", leader)))
        .build();
  }
}
