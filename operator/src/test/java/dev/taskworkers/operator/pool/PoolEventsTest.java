// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.Seats;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of events that can't be written. */
final class PoolEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pool POOL = Manifests.valid(Manifests.exec());

  private final Logger logger = (Logger) LoggerFactory.getLogger(PoolEvents.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> written = new ArrayList<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  /** That are written to a server which takes them so. */
  static PoolEvents events(Executor background, Consumer<Event> server) {
    return events(new CallLimiter(1, 1, background), server);
  }

  private static PoolEvents events(CallLimiter turns, Consumer<Event> server) {
    var kubernetes =
        proxy(
            KubernetesClient.class,
            event ->
                proxy(
                    NamespaceableResource.class,
                    nothing -> {
                      server.accept((Event) event[0]);
                      return event[0];
                    }));
    return new PoolEvents(kubernetes, turns);
  }

  private interface Answer {
    Object to(Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.to(arguments)));
  }

  private void write(Event event) {
    written.add(event.getMessage());
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void those_for_which_there_is_no_room_are_in_the_log_which_counts_them_once() {
    var begun = new ArrayDeque<Runnable>();
    var events = events(new CallLimiter(new Seats(1, 1), 2, begun::add), this::write);
    events.warn(POOL, "Reason", "first", NOW);
    events.warn(POOL, "Reason", "second", NOW);
    events.warn(POOL, "Reason", "third", NOW);
    events.warn(POOL, "Reason", "fourth", NOW);
    begun.remove().run();
    begun.remove().run();
    events.warn(POOL, "Reason", "fifth", NOW);
    begun.remove().run();

    assertThat(written).containsExactly("first", "second", "fifth");
    assertThat(said()).anyMatch(line -> line.endsWith(": third"));
    assertThat(said()).filteredOn(line -> line.contains("dropped")).hasSize(1);
    assertThat(said()).anyMatch(line -> line.startsWith("the operator dropped 2 events of pools"));
  }

  @Test
  void one_for_which_there_is_no_thread_stops_nobody() {
    var events =
        events(
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            this::write);

    events.warn(POOL, "Reason", "first", NOW);

    assertThat(written).isEmpty();
  }

  @Test
  void of_a_namespace_that_is_being_deleted_one_is_tried_and_the_rest_are_in_the_log() {
    var events =
        events(
            Runnable::run,
            event -> {
              write(event);
              throw new KubernetesClientException(
                  "Failure executing: POST at: https://api/events",
                  HttpURLConnection.HTTP_FORBIDDEN,
                  new StatusBuilder()
                      .withCode(HttpURLConnection.HTTP_FORBIDDEN)
                      .withMessage("events is forbidden: the namespace is being terminated")
                      .withNewDetails()
                      .addNewCause("metadata.namespace", "…", "NamespaceTerminating")
                      .endDetails()
                      .build());
            });
    events.warn(POOL, "Reason", "first", NOW);
    events.warn(POOL, "Reason", "second", NOW);

    assertThat(written).containsExactly("first");
    assertThat(said()).anyMatch(line -> line.endsWith(": second"));
    assertThat(said())
        .filteredOn(line -> line.startsWith("the operator could not write an event"))
        .singleElement()
        .asString()
        .endsWith(
            ": The Kubernetes API server refused: events is forbidden: the namespace is being"
                + " terminated");
  }

  @Test
  void one_that_fails_is_told_and_the_next_is_written() {
    var events =
        events(
            Runnable::run,
            event -> {
              if (event.getMessage().equals("first")) {
                throw new IllegalStateException("the term of this operator has ended");
              }
              write(event);
            });
    events.warn(POOL, "Reason", "first", NOW);
    events.warn(POOL, "Reason", "second", NOW);

    assertThat(written).containsExactly("second");
    assertThat(said())
        .anyMatch(
            line ->
                line.startsWith("the operator could not write an event")
                    && line.endsWith(": the term of this operator has ended"));
  }

  @Test
  void those_of_one_moment_with_the_same_message_have_names_of_their_own() {
    var names = new ArrayList<String>();
    var events = events(Runnable::run, event -> names.add(event.getMetadata().getName()));
    events.warn(POOL, "Unschedulable", "no node has room", NOW);
    events.warn(POOL, "QuotaExceeded", "no node has room", NOW);
    events.warn(POOL, "QuotaExceeded", "no node has room", NOW);

    assertThat(names)
        .doesNotHaveDuplicates()
        .hasSize(3)
        .allMatch(name -> name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]+)+"));
  }
}
