// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.ui.PoolSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asks the operator that leads through a forwarded port. The port ends within this process: one on
 * this machine would show all pools to each of its users. When nobody answers, or whoever answers
 * does not lead any more, the leader is looked for anew, for it may be another one.
 */
final class LeaderLink implements PoolSource {
  private static final int PORT = 8080;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Rights and leaders seldom change, and each look costs several requests. */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(30);

  private final KubernetesClient kubernetes;
  private final Optional<String> namespace;
  private final Clock clock;
  private Optional<Leader> leader = Optional.empty();
  private Optional<NoLink> none = Optional.empty();
  private Instant lookAgain = Instant.MIN;

  /** Why there is no link, in a sentence. */
  static final class NoLink extends IOException {
    private static final long serialVersionUID = 1;

    NoLink(String sentence) {
      super(sentence);
    }
  }

  /**
   * @param namespace of the operator; empty to look for it
   */
  LeaderLink(KubernetesClient kubernetes, Optional<String> namespace, Clock clock) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
    this.clock = clock;
  }

  @Override
  public Reply get(String path) {
    try {
      var first = leader();
      var refused = Optional.<Reply>empty();
      try {
        var reply = ask(first, path);
        if (reply.status() != UNAVAILABLE) {
          return reply;
        }
        refused = Optional.of(reply);
      } catch (IOException e) {
        // The next one tells why it does not answer, if it doesn't.
      }
      forget(first);
      var next = leader();
      // One that leads and refuses has too much to do already.
      return refused.isPresent() && next.equals(first) ? refused.get() : ask(next, path);
    } catch (NoLink e) {
      return unavailable(e.getMessage());
    } catch (IOException e) {
      return unavailable(
          "The operator does not answer (" + e.getMessage() + "); the page asks it again.");
    }
  }

  private static Reply unavailable(String sentence) {
    return new Reply(UNAVAILABLE, sentence, "Operator", List.of(sentence));
  }

  private synchronized Leader leader() throws NoLink {
    if (leader.isEmpty()) {
      if (none.isPresent() && clock.instant().isBefore(lookAgain)) {
        throw none.get();
      }
      try {
        leader = Optional.of(Leader.find(kubernetes, namespace));
      } catch (NoLink e) {
        none = Optional.of(e);
        lookAgain = clock.instant().plus(LOOK_AGAIN_AFTER);
        throw e;
      }
    }
    return leader.get();
  }

  /** Another thread may have found a new one already. */
  private synchronized void forget(Leader failed) {
    leader = leader.filter(known -> !known.equals(failed));
  }

  private Reply ask(Leader asked, String path) throws IOException {
    var head =
        "GET "
            + URI.create(path).getRawPath()
            + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
    var answer = new ForwardedAnswer();
    try (var request =
            Channels.newChannel(
                new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)));
        var forward =
            kubernetes
                .pods()
                .inNamespace(asked.namespace())
                .withName(asked.pod())
                .portForward(PORT, request, answer)) {
      var whole = answer.await(PATIENCE);
      var origin =
          "Operator " + asked.namespace() + "/" + asked.pod() + ", " + ClusterName.of(kubernetes);
      return new Reply(whole.status(), whole.body().strip(), origin, List.of());
    } catch (KubernetesClientException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
