package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import dev.taskworkers.crds.HandlerSpec;
import java.util.Collections;
import java.util.Objects;
import java.util.stream.Stream;

/** Checks that a handler is of one kind and has what that kind needs. */
final class HandlerValidation {
  private HandlerValidation() {}

  static HandlerSpec validate(HandlerSpec handler) {
    var kinds = Stream.of(handler.exec(), handler.http(), handler.java(), handler.self());
    expect(
        kinds.filter(Objects::nonNull).count() == 1,
        "spec.handler needs exactly one of exec, http, java or self");
    if (handler.exec() != null) {
      var command = handler.exec().command();
      expect(
          command != null && !command.isEmpty() && command.stream().allMatch(Objects::nonNull),
          "spec.handler.exec.command: expected a program and its arguments, but found " + command);
    }
    if (handler.http() != null) {
      statuses(handler.http());
    }
    if (handler.java() != null) {
      expect(
          handler.java().className() != null,
          "spec.handler.java.className: expected the name of a class that implements TaskHandler,"
              + " but found none");
    }
    return handler;
  }

  private static void statuses(HandlerSpec.Http http) {
    var all = Stream.concat(http.deadLetterOn().stream(), http.dropOn().stream());
    expect(
        all.allMatch(status -> status != null && status >= 400 && status <= 599),
        "spec.handler.http.deadLetterOn and dropOn: expected statuses from 400 to 599, but found "
            + http.deadLetterOn()
            + " and "
            + http.dropOn());
    expect(
        Collections.disjoint(http.deadLetterOn(), http.dropOn()),
        "spec.handler.http.deadLetterOn and spec.handler.http.dropOn must not name the same status");
  }
}
