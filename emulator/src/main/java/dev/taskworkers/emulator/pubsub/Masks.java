// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.Set;

/** Applies an update mask of top-level fields; Google knows no others. */
final class Masks {
  private Masks() {}

  /**
   * {@code current} with the masked fields of {@code update}.
   *
   * @param mutable the fields that may be changed
   */
  @SuppressWarnings("unchecked") // a builder builds what it was made of
  static <M extends Message> M merge(M current, M update, FieldMask mask, Set<String> mutable) {
    if (mask.getPathsCount() == 0) {
      throw ApiError.invalid(
          "The update_mask in the request must be set, and must contain a non-empty paths list.");
    }
    var merged = current.toBuilder();
    for (var path : mask.getPathsList()) {
      var field = current.getDescriptorForType().findFieldByName(path);
      if (field == null || !mutable.contains(path)) {
        throw ApiError.invalid(
            "Invalid update_mask provided in the request: '"
                + path
                + "' can't be changed. Fields that can be: "
                + String.join(", ", mutable.stream().sorted().toList())
                + ".");
      }
      if (field.isRepeated() || update.hasField(field) || !field.hasPresence()) {
        merged.setField(field, update.getField(field));
      } else {
        merged.clearField(field);
      }
    }
    return (M) merged.build();
  }
}
