// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskworkers.emulator.Account;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Some Pub/Sub to try the contract on. */
interface OnPubSub {
  Account account();

  static StatusRuntimeException assertRefused(Status.Code code, ThrowingCallable call) {
    var refusal = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refusal).as("expected %s", code).isNotNull();
    assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(code);
    return refusal;
  }
}
