// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.pubsub.v1.DeleteSnapshotRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.ListSnapshotsRequest;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.Account;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Deletes what runs have made in a project, and nothing else. */
final class Cleaner {
  private static final int PAGE = 1000;

  private final Account account;

  /**
   * @param account without a budget: what was made is always deleted
   */
  Cleaner(Account account) {
    this.account = account;
  }

  /**
   * Deletes those that a run made and whose full names are chosen.
   *
   * @return how many there were
   */
  int delete(Predicate<String> chosen) {
    return delete(snapshots(), chosen, this::deleteSnapshot)
        + delete(subscriptions(), chosen, this::deleteSubscription)
        + delete(topics(), chosen, this::deleteTopic);
  }

  private static int delete(
      List<String> names, Predicate<String> chosen, Consumer<String> deletion) {
    var doomed = names.stream().filter(chosen.and(RunNames::areOfAnyRun)).toList();
    for (var name : doomed) {
      try {
        deletion.accept(name);
      } catch (StatusRuntimeException problem) {
        if (problem.getStatus().getCode() != Status.Code.NOT_FOUND) {
          throw problem;
        }
      }
    }
    return doomed.size();
  }

  private record Page(List<String> names, String next) {}

  private static List<String> all(Function<String, Page> read) {
    var names = new ArrayList<String>();
    var token = "";
    do {
      var page = read.apply(token);
      names.addAll(page.names);
      token = page.next;
    } while (!token.isEmpty());
    return names;
  }

  private List<String> snapshots() {
    return all(
        token -> {
          var page =
              account
                  .subscriber()
                  .listSnapshots(
                      ListSnapshotsRequest.newBuilder()
                          .setProject(account.project())
                          .setPageSize(PAGE)
                          .setPageToken(token)
                          .build());
          return new Page(
              page.getSnapshotsList().stream().map(Snapshot::getName).toList(),
              page.getNextPageToken());
        });
  }

  private List<String> subscriptions() {
    return all(
        token -> {
          var page =
              account
                  .subscriber()
                  .listSubscriptions(
                      ListSubscriptionsRequest.newBuilder()
                          .setProject(account.project())
                          .setPageSize(PAGE)
                          .setPageToken(token)
                          .build());
          return new Page(
              page.getSubscriptionsList().stream().map(Subscription::getName).toList(),
              page.getNextPageToken());
        });
  }

  private List<String> topics() {
    return all(
        token -> {
          var page =
              account
                  .publisher()
                  .listTopics(
                      ListTopicsRequest.newBuilder()
                          .setProject(account.project())
                          .setPageSize(PAGE)
                          .setPageToken(token)
                          .build());
          return new Page(
              page.getTopicsList().stream().map(Topic::getName).toList(), page.getNextPageToken());
        });
  }

  private void deleteSnapshot(String name) {
    account
        .subscriber()
        .deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshot(name).build());
  }

  private void deleteSubscription(String name) {
    account
        .subscriber()
        .deleteSubscription(DeleteSubscriptionRequest.newBuilder().setSubscription(name).build());
  }

  private void deleteTopic(String name) {
    account.publisher().deleteTopic(DeleteTopicRequest.newBuilder().setTopic(name).build());
  }
}
