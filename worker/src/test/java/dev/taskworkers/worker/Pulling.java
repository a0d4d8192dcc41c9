// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.WallTimer;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A local cloud with a subscription, and workers in this process that each have an endpoint. */
final class Pulling implements AutoCloseable {
  private static final String TOPIC = "projects/p/topics/tasks";
  static final String SUBSCRIPTION = "projects/p/subscriptions/tasks";

  static final String TOPIC_OF_DEAD = "projects/p/topics/dead";

  final LocalCloud cloud;
  private final Account account;
  private final String dead;
  private final WallTimer timer = new WallTimer();

  /** Sleeps as many milliseconds as its payload says. */
  public static final class Sleeper implements TaskHandler {
    @Override
    public Outcome handle(Task task, TaskContext context) throws InterruptedException {
      Thread.sleep(Long.parseLong(task.payload().text()));
      return Outcome.ack();
    }
  }

  Pulling() {
    this(Subscription.newBuilder());
  }

  /** With a subscription that has these settings. */
  Pulling(Subscription.Builder settings) {
    // A worker that leaves waits for the answer to its last Pull.
    this(
        settings,
        Clock.systemUTC(),
        CloudOptions.undisturbed().withPullHold(Duration.ofMillis(300)));
  }

  /** On a clock of the test's. */
  Pulling(Subscription.Builder settings, Clock clock) {
    this(settings, clock, CloudOptions.undisturbed());
  }

  private Pulling(Subscription.Builder settings, Clock clock, CloudOptions options) {
    cloud = LocalCloud.start(options, clock);
    account = new Account(new GoogleEndpoint(target(), true), "p", Duration.ofSeconds(60));
    account.publisher().createTopic(Topic.newBuilder().setName(TOPIC).build());
    account.publisher().createTopic(Topic.newBuilder().setName(TOPIC_OF_DEAD).build());
    account.subscriber().createSubscription(settings.setName(SUBSCRIPTION).setTopic(TOPIC).build());
    dead = account.newSubscription(TOPIC_OF_DEAD, "dead");
  }

  /** Where a worker without an endpoint of its own pulls. */
  String target() {
    return "127.0.0.1:" + cloud.pubsubPort();
  }

  void publish(int tasks, String data) {
    publishMessages(Collections.nCopies(tasks, message(data, "")));
  }

  /** A task for each of {@code data}, in order. */
  void publish(List<String> data) {
    publishMessages(data.stream().map(each -> message(each, "")).toList());
  }

  private static PubsubMessage message(String data, String key) {
    return PubsubMessage.newBuilder()
        .setData(ByteString.copyFromUtf8(data))
        .setOrderingKey(key)
        .build();
  }

  /** Tasks 0 to {@code count} - 1 of one ordering key, in order. */
  void publishNumbers(int count, String key) {
    publishMessages(
        IntStream.range(0, count).mapToObj(n -> message(String.valueOf(n), key)).toList());
  }

  void publishMessages(List<PubsubMessage> messages) {
    account.publish(TOPIC, messages.toArray(PubsubMessage[]::new));
  }

  /** Returns when the cloud has answered a call, as it answers those of workers. */
  void awaitAnswer() {
    var request = GetSubscriptionRequest.newBuilder().setSubscription(SUBSCRIPTION).build();
    var unused = account.subscriber().getSubscription(request);
  }

  /** The next dead letter, which has to come. */
  PubsubMessage deadLetter() {
    return account.pull(dead, 1).get(0).getMessage();
  }

  boolean hasDeadLetters() {
    return view(dead).undelivered() > 0;
  }

  String metrics(TaskWorker worker) throws IOException, InterruptedException {
    var page = URI.create("http://127.0.0.1:" + worker.healthPort() + WorkerEndpoints.METRICS);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  SubscriptionView view() {
    return view(SUBSCRIPTION);
  }

  private SubscriptionView view(String name) {
    return cloud.subscription(name).orElseThrow();
  }

  /** Whether every task is acknowledged. */
  boolean isDone() {
    return view().undelivered() == 0;
  }

  TaskWorker start(String name, Map<String, String> more) {
    var environment = environment(cloud.openEndpoint(name).port(), more);
    environment.putIfAbsent(EnvVars.HANDLER, HandlerKind.JAVA.label());
    environment.putIfAbsent(EnvVars.JAVA_CLASS, Sleeper.class.getName());
    return TaskWorker.start(WorkerConfig.from(environment), timer);
  }

  /** Of a worker on the endpoint at {@code port}, which is told of its handler in {@code more}. */
  static Map<String, String> environment(int port, Map<String, String> more) {
    var environment = new HashMap<String, String>();
    environment.put("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + port);
    environment.put(EnvVars.SUBSCRIPTION_ID, SUBSCRIPTION);
    environment.put(EnvVars.HEALTH_HOST, "127.0.0.1");
    environment.put(EnvVars.HEALTH_PORT, "0");
    environment.putAll(more);
    return environment;
  }

  @Override
  public void close() {
    timer.close();
    account.close();
    cloud.close();
  }
}
