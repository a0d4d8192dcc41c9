// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import dev.taskworkers.emulator.transport.ApiError;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Cuts a sorted list into pages; a token is the name that the next page starts after, so that pages
 * stay right while resources come and go.
 */
record Pages<T>(List<T> items, String nextToken) {
  private static final int LARGEST = 1000;

  /** A page of those that lie in {@code project}. */
  static <T> Pages<T> ofProject(
      String project, Stream<T> sorted, Function<T, String> name, int pageSize, String token) {
    Names.requireProject(project);
    var inside = sorted.filter(item -> name.apply(item).startsWith(project + "/")).toList();
    return of(inside, name, pageSize, token);
  }

  static <T> Pages<T> of(
      Collection<T> sorted, Function<T, String> name, int pageSize, String token) {
    if (pageSize < 0) {
      throw ApiError.invalid("The page size must not be negative (page_size=" + pageSize + ").");
    }
    var size = pageSize == 0 ? LARGEST : Math.min(pageSize, LARGEST);
    var rest =
        sorted.stream()
            .filter(item -> name.apply(item).compareTo(token) > 0)
            .limit(size + 1L)
            .toList();
    return rest.size() <= size
        ? new Pages<>(rest, "")
        : new Pages<>(rest.subList(0, size), name.apply(rest.get(size - 1)));
  }
}
