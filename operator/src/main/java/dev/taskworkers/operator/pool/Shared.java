// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Values by key: each is made for its first holder and ended with its last. Thread-safe. */
final class Shared<K, V> {
  private record Held<V>(V value, int holders) {
    Held<V> with(int more) {
      return new Held<>(value, holders + more);
    }
  }

  private final Map<K, Held<V>> held = new HashMap<>();
  private final Function<K, V> make;
  private final Consumer<V> end;

  Shared(Function<K, V> make, Consumer<V> end) {
    this.make = make;
    this.end = end;
  }

  /** The value for one more holder. */
  synchronized V hold(K key) {
    var now =
        Optional.ofNullable(held.get(key)).orElseGet(() -> new Held<>(make.apply(key), 0)).with(1);
    held.put(key, now);
    return now.value();
  }

  /** One holder lets go. */
  synchronized void release(K key) {
    var left = Optional.ofNullable(held.remove(key)).map(last -> last.with(-1));
    left.filter(some -> some.holders() > 0).ifPresent(some -> held.put(key, some));
    left.filter(none -> none.holders() == 0).ifPresent(none -> end.accept(none.value()));
  }

  /** All let go. */
  synchronized void clear() {
    var all = List.copyOf(held.values());
    held.clear();
    all.forEach(some -> end.accept(some.value()));
  }
}
