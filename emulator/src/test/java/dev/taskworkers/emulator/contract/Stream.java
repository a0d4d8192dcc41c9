// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import dev.taskworkers.emulator.Account;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A StreamingPull that keeps what it receives until a test asks. */
public final class Stream implements StreamObserver<StreamingPullResponse>, AutoCloseable {
  /** After the last one comes an empty one, which stays. */
  private final BlockingQueue<Optional<StreamingPullResponse>> responses =
      new LinkedBlockingQueue<>();

  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final StreamObserver<StreamingPullRequest> requests;
  private final List<ReceivedMessage> received = new ArrayList<>();

  private Stream(Account account) {
    requests = account.streams().streamingPull(this);
  }

  /** With room for {@code maxMessages}; 0 for no limit. */
  public static Stream open(Account account, String subscription, int maxMessages) {
    return open(account, subscription, maxMessages, 30);
  }

  /** With leases of {@code seconds}. */
  public static Stream open(Account account, String subscription, int maxMessages, int seconds) {
    return open(
        account,
        opening(subscription, seconds)
            .setMaxOutstandingMessages(maxMessages)
            .setProtocolVersion(1));
  }

  /** Of a version of the protocol; 0 is that of clients that don't say. */
  public static Stream ofProtocol(int version, Account account, String subscription) {
    return open(account, opening(subscription, 30).setProtocolVersion(version));
  }

  private static StreamingPullRequest.Builder opening(String subscription, int seconds) {
    return StreamingPullRequest.newBuilder()
        .setSubscription(subscription)
        .setStreamAckDeadlineSeconds(seconds);
  }

  private static Stream open(Account account, StreamingPullRequest.Builder opening) {
    var stream = new Stream(account);
    stream.send(opening);
    return stream;
  }

  public void send(StreamingPullRequest.Builder request) {
    requests.onNext(request.build());
  }

  /** The next response, or empty when there is none in time, or none any more. */
  public Optional<StreamingPullResponse> next(Duration patience) {
    try {
      var response = responses.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (response == null) {
        return Optional.empty();
      }
      response.ifPresentOrElse(
          each -> received.addAll(each.getReceivedMessagesList()), () -> responses.add(response));
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** All messages so far, once there are {@code count}, no more can come or patience is over. */
  public List<ReceivedMessage> messages(int count, Duration patience) {
    var end = System.nanoTime() + patience.toNanos();
    while (received.size() < count
        && next(Duration.ofNanos(Math.max(0, end - System.nanoTime()))).isPresent()) {}
    return List.copyOf(received);
  }

  public Status end() {
    return end.orTimeout(90, TimeUnit.SECONDS).join();
  }

  /** How it ended, or empty when it goes on for so long. */
  public Optional<Status> endWithin(Duration patience) {
    return Optional.ofNullable(
        end.copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).join());
  }

  @Override
  public void onNext(StreamingPullResponse response) {
    responses.add(Optional.of(response));
  }

  @Override
  public void onError(Throwable problem) {
    ended(Status.fromThrowable(problem));
  }

  @Override
  public void onCompleted() {
    ended(Status.OK);
  }

  private void ended(Status how) {
    end.complete(how);
    responses.add(Optional.empty());
  }

  /** Half-closes, as clients do when they stop. */
  @Override
  public void close() {
    if (!end.isDone()) {
      requests.onCompleted();
    }
  }
}
