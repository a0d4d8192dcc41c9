// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import dev.taskworkers.worker.pull.LeaseAnswer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Divides the deliveries of one call among requests that Pub/Sub takes, and joins the answers. A
 * request that is refused for one of its ids is halved until that one is alone.
 */
final class AckIds {
  /** Pub/Sub refuses requests above 512 KiB; this leaves room for the subscription's name. */
  static final int MOST_BYTES = 500 * 1024;

  /** What protobuf writes beside each id. */
  private static final int FRAME = 4;

  private AckIds() {}

  static CompletableFuture<LeaseAnswer> inRequests(
      List<String> ackIds, Function<List<String>, CompletableFuture<LeaseAnswer>> request) {
    var parts = parts(ackIds);
    return parts.size() == 1 ? halved(ackIds, request) : join(parts, part -> halved(part, request));
  }

  private static CompletableFuture<LeaseAnswer> halved(
      List<String> ackIds, Function<List<String>, CompletableFuture<LeaseAnswer>> request) {
    var result = new CompletableFuture<LeaseAnswer>();
    var whole = request.apply(ackIds);
    var unused =
        whole.whenComplete(
            (answer, failure) -> {
              if (cause(failure) instanceof LostLeases.DoubtfulException) {
                var halves = givenUpTogether(halves(ackIds, request), result);
                halves.whenComplete((joined, why) -> end(result, joined, why));
              } else {
                end(result, answer, failure);
              }
            });
    givenUpTogether(whole, result);
    return result;
  }

  private static CompletableFuture<LeaseAnswer> halves(
      List<String> ackIds, Function<List<String>, CompletableFuture<LeaseAnswer>> request) {
    var middle = ackIds.size() / 2;
    var halves = List.of(ackIds.subList(0, middle), ackIds.subList(middle, ackIds.size()));
    return join(halves, half -> halved(half, request));
  }

  private static void end(
      CompletableFuture<LeaseAnswer> result, LeaseAnswer answer, Throwable failure) {
    if (failure == null) {
      result.complete(answer);
    } else {
      result.completeExceptionally(cause(failure));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  static List<List<String>> parts(List<String> ackIds) {
    var parts = new ArrayList<List<String>>();
    var from = 0;
    var bytes = 0;
    for (int n = 0; n < ackIds.size(); n++) {
      var size = ackIds.get(n).length() + FRAME;
      if (n > from && bytes + size > MOST_BYTES) {
        parts.add(ackIds.subList(from, n));
        from = n;
        bytes = 0;
      }
      bytes += size;
    }
    parts.add(ackIds.subList(from, ackIds.size()));
    return parts;
  }

  /** A request that failed while another was heard is to be sent again alone. */
  private static CompletableFuture<LeaseAnswer> join(
      List<List<String>> parts, Function<List<String>, CompletableFuture<LeaseAnswer>> request) {
    var answers = parts.stream().map(request).toList();
    var whole =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .handle(
                (done, failure) -> {
                  if (answers.stream().allMatch(CompletableFuture::isCompletedExceptionally)) {
                    throw new CompletionException(cause(failure));
                  }
                  var lost = new HashSet<String>();
                  var again = new HashSet<String>();
                  for (int n = 0; n < parts.size(); n++) {
                    if (answers.get(n).isCompletedExceptionally()) {
                      again.addAll(parts.get(n));
                    } else {
                      lost.addAll(answers.get(n).join().lost());
                      again.addAll(answers.get(n).join().again());
                    }
                  }
                  return new LeaseAnswer(lost, again);
                });
    answers.forEach(answer -> givenUpTogether(answer, whole));
    return whole;
  }

  /** Whoever gives up the whole gives up its part. */
  private static CompletableFuture<LeaseAnswer> givenUpTogether(
      CompletableFuture<LeaseAnswer> part, CompletableFuture<LeaseAnswer> whole) {
    var unused =
        whole.whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                part.cancel(true);
              }
            });
    return part;
  }
}
