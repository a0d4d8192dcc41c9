// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import io.grpc.stub.StreamObserver;

/** Completes a unary call. */
final class Answers {
  private Answers() {}

  static <A> void send(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}
