// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.InProcessGrpc;
import dev.taskworkers.operator.Source;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.threeten.extra.MutableClock;

/** What is done about a doorbell's subscription, by what there is. */
final class DoorbellSubscriptionTest extends SubscriberGrpc.SubscriberImplBase {
  private static final String TOPIC = "projects/p/topics/t";
  private static final MessageTransform KEEP =
      MessageTransform.newBuilder()
          .setJavascriptUdf(JavaScriptUDF.newBuilder().setFunctionName("keep"))
          .build();
  private static final Source SOURCE = new Source(TOPIC, "attributes:x", List.of(KEEP));

  private static final Duration SOON = Duration.ofSeconds(60);

  private final InProcessGrpc pubsub = new InProcessGrpc(this);
  private final DoorbellName name = DoorbellName.of("0a1b2c3d", "p", SOURCE);
  private final ExecutionSequencer sequence = ExecutionSequencer.create();
  private final MutableClock clock = MutableClock.epochUTC();
  private final Deletions deletions = new Deletions(clock);
  private final DoorbellSubscription doorbell = doorbell();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, Subscription> trials = new HashMap<>();
  private Optional<Subscription> there = Optional.empty();
  private Optional<Runnable> deletion = Optional.empty();
  private boolean hesitates;
  private Status deletes = Status.OK;
  private Status takesTransforms = Status.OK;
  private UnaryOperator<Subscription> told = UnaryOperator.identity();

  private DoorbellSubscription doorbell() {
    return doorbell(SOURCE);
  }

  private DoorbellSubscription doorbell(Source source) {
    return new DoorbellSubscription(
        SubscriberGrpc.newFutureStub(pubsub.channel()),
        new CallLimiter(1, 1, MoreExecutors.directExecutor()),
        sequence,
        deletions,
        name,
        source,
        Share.EVERYTHING);
  }

  @AfterEach
  void stop() {
    pubsub.close();
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
    if (isTrial(request.getSubscription())) {
      send(answer, trials.get(request.getSubscription()));
      return;
    }
    calls.add("get");
    there.ifPresentOrElse(
        found -> send(answer, told.apply(found)),
        () -> answer.onError(Status.NOT_FOUND.asRuntimeException()));
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> answer) {
    var isTrial = isTrial(request.getName());
    calls.add(isTrial ? "try" : "create");
    var strips = request.getMessageTransformsList().contains(Stripping.of(Share.EVERYTHING));
    if (strips && !takesTransforms.isOk()) {
      answer.onError(takesTransforms.asRuntimeException());
    } else if (isTrial && trials.putIfAbsent(request.getName(), request) != null) {
      answer.onError(Status.ALREADY_EXISTS.asRuntimeException());
    } else if (isTrial) {
      send(answer, told.apply(request));
    } else {
      there = Optional.of(request);
      send(answer, told.apply(request));
    }
  }

  private static boolean isTrial(String name) {
    return name.endsWith("-trial");
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> answer) {
    if (isTrial(request.getSubscription())) {
      trials.remove(request.getSubscription());
      send(answer, Empty.getDefaultInstance());
      return;
    }
    calls.add("delete");
    if (!deletes.isOk()) {
      answer.onError(deletes.asRuntimeException());
      return;
    }
    Runnable delete =
        () -> {
          there = Optional.empty();
          send(answer, Empty.getDefaultInstance());
        };
    if (hesitates) {
      deletion = Optional.of(delete);
    } else {
      delete.run();
    }
  }

  private static <T> void send(StreamObserver<T> answer, T value) {
    answer.onNext(value);
    answer.onCompleted();
  }

  private boolean prove() {
    try {
      return doorbell.prove().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean holds() {
    try {
      return doorbell.holds().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void thereIs(UnaryOperator<Subscription.Builder> change) {
    prove();
    calls.clear();
    there = there.map(made -> change.apply(made.toBuilder()).build());
  }

  @Test
  void where_there_is_none_it_is_made_with_all_that_the_pools_subscription_drops() {
    assertThat(prove()).isTrue();

    assertThat(calls).containsExactly("get", "create");
    var made = there.orElseThrow();
    assertThat(made.getTopic()).isEqualTo(TOPIC);
    assertThat(made.getFilter()).isEqualTo("attributes:x");
    assertThat(made.getMessageTransformsList())
        .containsExactly(KEEP, Stripping.of(Share.EVERYTHING));
    assertThat(made.getLabelsMap()).containsEntry("taskworkers-doorbell", "0a1b2c3d");
  }

  @Test
  void one_that_is_as_it_should_be_is_left_as_it_is() {
    thereIs(made -> made);

    assertThat(prove()).isFalse();
    assertThat(holds()).isTrue();
    assertThat(calls).containsExactly("get", "get");
  }

  static Stream<Arguments> differences() {
    return Stream.of(
        difference("its topic was deleted", made -> made.setTopic("_deleted-topic_")),
        difference("another topic", made -> made.setTopic(TOPIC + "2")),
        difference("another filter", made -> made.setFilter("")),
        difference("detached", made -> made.setDetached(true)),
        difference("fewer transforms", made -> made.removeMessageTransforms(0)),
        difference("no transform", made -> made.clearMessageTransforms()),
        difference("payloads come along", made -> made.removeMessageTransforms(1)),
        difference(
            "the transform that takes payloads out is switched off",
            made ->
                made.setMessageTransforms(
                    1, Stripping.of(Share.EVERYTHING).toBuilder().setDisabled(true))),
        difference(
            "a transform of its name takes nothing out",
            made ->
                made.setMessageTransforms(
                    1,
                    MessageTransform.newBuilder()
                        .setJavascriptUdf(
                            Stripping.of(Share.EVERYTHING).getJavascriptUdf().toBuilder()
                                .setCode("function (message) { return message; }")))),
        difference("one transform more", made -> made.addMessageTransforms(other())),
        difference(
            "it pushes",
            made ->
                made.setPushConfig(PushConfig.newBuilder().setPushEndpoint("https://e.example"))));
  }

  private static MessageTransform other() {
    return MessageTransform.newBuilder()
        .setJavascriptUdf(JavaScriptUDF.newBuilder().setFunctionName("other"))
        .build();
  }

  private static Arguments difference(String what, UnaryOperator<Subscription.Builder> change) {
    return Arguments.of(what, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differences")
  void one_that_would_count_other_tasks_is_made_anew(
      String what, UnaryOperator<Subscription.Builder> change) {
    thereIs(change);

    assertThat(holds()).as(what).isFalse();
    assertThat(prove()).isTrue();
    assertThat(calls).containsExactly("get", "get", "delete", "create");
    assertThat(holds()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differences")
  void one_that_would_count_other_tasks_is_not_taken_over_by_a_new_leader(
      String what, UnaryOperator<Subscription.Builder> change) {
    thereIs(change);

    assertThat(doorbell().holds()).as(what).succeedsWithin(SOON).isEqualTo(false);
  }

  @Test
  void what_is_not_ours_is_not_touched() {
    thereIs(made -> made.clearLabels());

    assertThat(doorbell.prove())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("its label says that it is not this operator's; delete it");
    assertThat(calls).containsExactly("get");
  }

  @Test
  void what_is_not_ours_stays_when_the_last_pool_goes() {
    thereIs(made -> made.clearLabels());

    doorbell.deleteIfPossible();

    assertThat(doorbell.holds())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("is not this operator's");
    assertThat(calls).doesNotContain("delete");
  }

  @Test
  void ours_goes_with_the_last_pool() {
    thereIs(made -> made);

    doorbell.deleteIfPossible();
    assertThat(holds()).isFalse();
    assertThat(calls).contains("delete");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void one_that_can_not_be_deleted_is_deleted_when_it_can(Status failure) {
    thereIs(made -> made);
    deletes = failure;
    assertThat(doorbell.deleteIfPossible()).failsWithin(SOON);
    tend(Duration.ofSeconds(10));
    tend(Duration.ofSeconds(10));
    assertThat(calls.stream().filter("delete"::equals))
        .as("again after 10 s, then 20 s")
        .hasSize(2);

    deletes = Status.OK;
    tend(Duration.ofSeconds(10));
    assertThat(there).isEmpty();
    calls.clear();
    tend(Duration.ofMinutes(20));
    assertThat(calls).isEmpty();
  }

  static Stream<Status> failures() {
    return Stream.of(Status.PERMISSION_DENIED, Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED);
  }

  private void tend(Duration later) {
    clock.add(later);
    deletions.tend(clock.instant());
  }

  @Test
  void one_that_could_not_be_deleted_and_is_wanted_again_stays() {
    thereIs(made -> made);
    deletes = Status.UNAVAILABLE;
    assertThat(doorbell.deleteIfPossible()).failsWithin(SOON);
    deletes = Status.OK;

    assertThat(prove()).isFalse();
    tend(Duration.ofMinutes(20));

    assertThat(there).isPresent();
  }

  @Test
  void one_that_is_gone_is_not_deleted_again() {
    assertThat(doorbell.deleteIfPossible()).failsWithin(SOON);
    calls.clear();

    tend(Duration.ofMinutes(20));

    assertThat(calls).isEmpty();
  }

  @Test
  void one_that_is_being_deleted_is_not_taken_for_one_that_is_there() throws Exception {
    thereIs(made -> made);
    hesitates = true;
    doorbell.deleteIfPossible();

    var next = doorbell();
    var holds = next.holds();
    var isNew = next.prove();
    deletion.orElseThrow().run();

    assertThat(holds.get()).isFalse();
    assertThat(isNew.get()).isTrue();
    assertThat(there).isPresent();
    assertThat(calls).containsExactly("get", "delete", "get", "get", "create");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void where_no_transform_is_taken_payloads_come_along(Status refusal) {
    takesTransforms = refusal;
    var plain = doorbell(Source.everythingOf(TOPIC));

    assertThat(plain.prove()).succeedsWithin(SOON).isEqualTo(true);
    assertThat(there.orElseThrow().getMessageTransformsList()).isEmpty();
    assertThat(plain.holds()).succeedsWithin(SOON).isEqualTo(true);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void where_no_transform_is_taken_a_new_leader_goes_on_with_what_the_last_one_left(
      Status refusal) {
    takesTransforms = refusal;
    assertThat(doorbell(Source.everythingOf(TOPIC)).prove()).succeedsWithin(SOON);
    calls.clear();
    var next = doorbell(Source.everythingOf(TOPIC));

    assertThat(next.prove()).succeedsWithin(SOON).isEqualTo(false);
    assertThat(next.holds()).succeedsWithin(SOON).isEqualTo(true);
    assertThat(calls).as("asks at each look").containsExactly("get", "try", "get", "try");
  }

  @Test
  void where_transforms_are_taken_after_all_payloads_come_along_no_longer() {
    takesTransforms = Status.UNIMPLEMENTED;
    var plain = doorbell(Source.everythingOf(TOPIC));
    assertThat(plain.prove()).succeedsWithin(SOON);
    takesTransforms = Status.OK;
    // Of a leader that has ended between the two calls.
    trials.put(plain.name() + "-trial", there.orElseThrow());

    assertThat(plain.holds()).succeedsWithin(SOON).isEqualTo(false);
    assertThat(plain.prove()).succeedsWithin(SOON).isEqualTo(true);
    assertThat(there.orElseThrow().getMessageTransformsList())
        .containsExactly(Stripping.of(Share.EVERYTHING));
    assertThat(trials).isEmpty();
  }

  @Test
  void what_is_not_ours_is_not_touched_where_transforms_are_tried_either() {
    takesTransforms = Status.UNIMPLEMENTED;
    var plain = doorbell(Source.everythingOf(TOPIC));
    assertThat(plain.prove()).succeedsWithin(SOON);
    takesTransforms = Status.OK;
    trials.put(plain.name() + "-trial", Subscription.getDefaultInstance());

    assertThat(plain.holds())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("-trial exists, but its label says");
    assertThat(trials).hasSize(1);
  }

  @Test
  void a_look_that_can_not_find_out_whether_transforms_are_taken_changes_nothing() {
    takesTransforms = Status.UNIMPLEMENTED;
    assertThat(doorbell(Source.everythingOf(TOPIC)).prove()).succeedsWithin(SOON);
    takesTransforms = Status.UNAVAILABLE;
    calls.clear();

    assertThat(doorbell(Source.everythingOf(TOPIC)).prove())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("UNAVAILABLE");
    assertThat(calls).containsExactly("get", "try");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void an_author_who_uses_all_transforms_up_has_no_payload_come_along(Status refusal) {
    takesTransforms = refusal;

    assertThat(doorbell.prove())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining(refusal.getCode().name());
    assertThat(there).isEmpty();
  }

  static Stream<Status> refusals() {
    return Stream.of(Status.INVALID_ARGUMENT, Status.UNIMPLEMENTED);
  }

  @Test
  void a_permission_that_is_missing_is_no_reason_to_do_without_the_transform() {
    takesTransforms = Status.PERMISSION_DENIED;

    assertThat(doorbell.prove())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("PERMISSION_DENIED");
    assertThat(calls).containsExactly("get", "create");
  }

  @Test
  void a_service_that_tells_transforms_in_other_words_is_taken_by_its_word() {
    told =
        made -> {
          var changed = made.toBuilder();
          changed.getMessageTransformsBuilder(0).getJavascriptUdfBuilder().setCode("rewritten");
          return changed.build();
        };

    assertThat(prove()).isTrue();
    assertThat(holds()).isTrue();
    assertThat(doorbell().prove()).as("by a new leader").succeedsWithin(SOON).isEqualTo(false);
  }

  @Test
  void one_that_is_gone_does_not_hold() {
    assertThat(holds()).isFalse();
  }
}
