// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PubsubMessage;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A topic in a test's time, which keeps what it stores and answers what the test says. */
final class FakeTopic implements Topic {
  private static final long TRAVEL = Duration.ofMillis(20).toNanos();

  /** What becomes of a request. */
  record Answer(Status status, boolean stores) {
    static final Answer STORED = new Answer(Status.OK, true);

    /** Stored, but the answer is lost: the caller's limit ends the call. */
    static final Answer LOST = new Answer(Status.DEADLINE_EXCEEDED, true);

    static final Answer SILENCE = new Answer(Status.DEADLINE_EXCEEDED, false);

    static Answer refused(Status status) {
      return new Answer(status, false);
    }
  }

  final List<List<String>> requests = new ArrayList<>();
  final List<String> stored = new ArrayList<>();
  Function<List<String>, Answer> answering = request -> Answer.STORED;

  private final VirtualTimer timer;

  FakeTopic(VirtualTimer timer) {
    this.timer = timer;
  }

  @Override
  public CompletableFuture<List<String>> publish(List<PubsubMessage> messages, Duration limit) {
    var request = messages.stream().map(message -> message.getData().toStringUtf8()).toList();
    requests.add(request);
    var answer = answering.apply(request);
    var result = new CompletableFuture<List<String>>();
    if (answer.stores()) {
      stored.addAll(request);
    }
    if (answer.status().getCode() == Status.Code.DEADLINE_EXCEEDED) {
      timer.after(limit.toNanos(), () -> fail(result, answer.status()));
    } else if (limit.toNanos() < TRAVEL) {
      timer.after(limit.toNanos(), () -> fail(result, Status.DEADLINE_EXCEEDED));
    } else if (answer.status().isOk()) {
      timer.after(TRAVEL, () -> result.complete(request));
    } else {
      timer.after(TRAVEL, () -> fail(result, answer.status()));
    }
    return result;
  }

  private static void fail(CompletableFuture<List<String>> result, Status status) {
    result.completeExceptionally(status.asRuntimeException());
  }
}
