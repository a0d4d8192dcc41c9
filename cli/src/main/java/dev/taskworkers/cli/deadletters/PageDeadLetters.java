// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.DeadLetters;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What the page shows of dead letters, and does to them: the commands' work, pool by pool, and one
 * after the other, because each holds the dead letters that it has seen from the next.
 */
public final class PageDeadLetters implements DeadLetters {
  /** More are for the commands. */
  private static final int MOST = 1000;

  private final KubernetesClient kubernetes;
  private final Map<String, String> environment;
  private final Clock clock;
  private final boolean readOnly;

  /**
   * @param kubernetes where pools are; stays the caller's
   * @param environment says where Google is, and the project of topics that are given by their id
   * @param readOnly whether dead letters may only be looked at
   */
  public PageDeadLetters(
      KubernetesClient kubernetes, Map<String, String> environment, Clock clock, boolean readOnly) {
    this.kubernetes = kubernetes;
    this.environment = environment;
    this.clock = clock;
    this.readOnly = readOnly;
  }

  private GoogleEndpoint pubsub() {
    return GoogleEndpoint.pubsub(environment);
  }

  private PoolDeadLetters deadLetters(String pool) {
    return PoolDeadLetters.of(
        kubernetes,
        pool,
        environment.getOrDefault(EnvVars.PROJECT_ID, ""),
        Optional.empty(),
        pubsub());
  }

  @Override
  public synchronized Found list(String pool, String match) {
    var selection = new Selection(Set.of(), match);
    try (var open = new OpenSubscription(deadLetters(pool), pubsub(), MOST, Instant.MAX)) {
      var deadLetters = open.deadLetters();
      var lines =
          deadLetters
              .batches()
              .flatMap(List::stream)
              .filter(selection::has)
              .map(DeadLetterPrinter::line)
              .toList();
      return new Found(
          deadLetters.looked(),
          deadLetters.others(),
          deadLetters.full() || deadLetters.heldBack(),
          !readOnly,
          "taskworkers dead-letters ACTION IDS --pool " + pool,
          lines);
    }
  }

  @Override
  public synchronized Map<String, Object> show(String pool, String id) {
    try (var open = new OpenSubscription(deadLetters(pool), pubsub(), MOST, Instant.MAX)) {
      return open.deadLetters()
          .find(id)
          .map(DeadLetterPrinter::page)
          .orElseThrow(
              () ->
                  new UsageException(
                      "The dead letter is not there any more, or somebody else holds it."));
    }
  }

  @Override
  public synchronized Done redrive(String pool, List<String> ids) {
    refuseReaders();
    var meant = deadLetters(pool);
    var redriving = new Redriving(meant.subscription(), "", new Selection(Set.copyOf(ids), ""));
    var cutShort = change(meant, redriving, () -> redriving.redriven() > 0);
    var sentences = new ArrayList<String>();
    sentences.add("Redriven: " + redriving.redriven() + ".");
    redriving.failed().forEach((id, why) -> sentences.add("Not redriven: " + id + ": " + why));
    redriving
        .notRemoved()
        .forEach(
            (id, why) -> sentences.add("Redriven, but its dead letter stays: " + id + ": " + why));
    return new Done(told(sentences, cutShort, redriving, "redriven"), redriving.removed());
  }

  @Override
  public synchronized Done purge(String pool, List<String> ids) {
    refuseReaders();
    var meant = deadLetters(pool);
    var purging = new Purging(new Selection(Set.copyOf(ids), ""));
    var cutShort = change(meant, purging, () -> !purging.deleted().isEmpty());
    var sentences = new ArrayList<String>();
    sentences.add("Deleted: " + purging.deleted().size() + ".");
    if (purging.notDeadLetters() > 0) {
      sentences.add(
          "Left: "
              + purging.notDeadLetters()
              + DeadLetterPrinter.notDeadLetters(meant.subscription()));
    }
    return new Done(told(sentences, cutShort, purging, "deleted"), List.copyOf(purging.deleted()));
  }

  /**
   * Changes dead letters.
   *
   * @param begun whether something is done that can't be taken back, and must be told
   * @return why it went no further than it did; empty: nothing failed
   */
  private Optional<String> change(
      PoolDeadLetters meant, DeadLetterChange change, BooleanSupplier begun) {
    try (var open = new OpenSubscription(meant, pubsub(), MOST, clock.instant())) {
      change.run(open.deadLetters());
      return Optional.empty();
    } catch (UsageException | IllegalStateException e) {
      if (!begun.getAsBoolean() && change.inDoubt().isEmpty()) {
        throw e;
      }
      return Optional.of(e.getMessage());
    }
  }

  /**
   * @param done what is done with those that are changed
   */
  private static String told(
      List<String> sentences, Optional<String> cutShort, DeadLetterChange change, String done) {
    cutShort.ifPresent(why -> sentences.add("It went no further: " + why));
    tell(sentences, "Perhaps " + done + ", because Pub/Sub gave no answer: ", change.inDoubt());
    tell(sentences, "Not found: ", change.notFound());
    tell(sentences, "Not reached: ", change.notReached());
    if (change.leftBehind() > 0) {
      sentences.add("Left: " + change.leftBehind() + DeadLetterPrinter.BEHIND + ".");
    }
    return String.join(" ", sentences);
  }

  private static void tell(List<String> sentences, String what, Set<String> ids) {
    if (!ids.isEmpty()) {
      sentences.add(what + String.join(", ", ids) + ".");
    }
  }

  private void refuseReaders() {
    if (readOnly) {
      throw new UsageException("This page is read-only.");
    }
  }
}
