package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import dev.taskworkers.crds.HandlerSpec;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a handler, which is of one kind and has what that kind needs. */
final class HandlerReader {
  private HandlerReader() {}

  static Handler read(HandlerSpec given) {
    List<Handler> all =
        Stream.of(
                Optional.ofNullable(given.exec()).map(HandlerReader::exec),
                Optional.ofNullable(given.http()).map(HandlerReader::http),
                Optional.ofNullable(given.java()).map(HandlerReader::java),
                Optional.ofNullable(given.self()).map(self -> (Handler) new Handler.Self()))
            .<Handler>flatMap(Optional::stream)
            .toList();
    expect(all.size() == 1, "spec.handler needs exactly one of exec, http, java or self");
    return all.get(0);
  }

  private static Handler exec(HandlerSpec.Exec exec) {
    var command = exec.command();
    expect(
        command != null && !command.isEmpty() && command.stream().allMatch(Objects::nonNull),
        "spec.handler.exec.command: expected a program and its arguments, but found " + command);
    return new Handler.Exec(command);
  }

  private static Handler http(HandlerSpec.Http http) {
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
    return new Handler.Http(
        http.port(), http.path(), http.format(), http.deadLetterOn(), http.dropOn());
  }

  private static Handler java(HandlerSpec.Java java) {
    expect(
        java.className() != null,
        "spec.handler.java.className: expected the name of a class that implements TaskHandler,"
            + " but found none");
    return new Handler.Java(java.className());
  }
}
