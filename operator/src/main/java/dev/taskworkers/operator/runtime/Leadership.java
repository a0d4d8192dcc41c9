package dev.taskworkers.operator.runtime;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator decides, others stand by; who loses the lease ends at once. */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final String LEASE = "taskworkers-operator";

  private final AtomicBoolean stopping = new AtomicBoolean();
  private final LeaderElectionConfigurationBuilder lease;

  private Leadership(LeaderElectionConfigurationBuilder lease) {
    this.lease = lease;
  }

  /** With the usual times: another operator leads 15 s after the last word of this one. */
  static Leadership in(String namespace) {
    return new Leadership(
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
            .withLeaseNamespace(namespace));
  }

  /** With a lease of {@code duration}, and the other times in their usual proportion to it. */
  Leadership lasting(Duration duration) {
    return new Leadership(
        lease
            .withLeaseDuration(duration)
            .withRenewDeadline(duration.multipliedBy(2).dividedBy(3))
            .withRetryPeriod(duration.multipliedBy(2).dividedBy(15)));
  }

  /** From now on losing the lease is wanted. */
  void stopping() {
    stopping.set(true);
  }

  /**
   * JOSDK's own exit on a lost lease deadlocks with a shutdown hook that stops the operator, so the
   * process is halted here, and only when it is not stopping anyway.
   */
  LeaderElectionConfiguration configuration() {
    return lease
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> LOG.info("this operator leads"),
                () -> {
                  if (!stopping.get()) {
                    LOG.error("the leader's lease is lost; this process ends and stands by anew");
                    Runtime.getRuntime().halt(1);
                  }
                },
                leader -> LOG.info("the leader is {}", leader)))
        .build();
  }
}
