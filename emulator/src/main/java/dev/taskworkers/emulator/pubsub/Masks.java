// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.util.FieldMaskUtil;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.Set;

/** Applies an update mask. */
final class Masks {
  private static final FieldMaskUtil.MergeOptions REPLACING =
      new FieldMaskUtil.MergeOptions()
          .setReplaceMessageFields(true)
          .setReplaceRepeatedFields(true)
          .setReplacePrimitiveFields(true);

  private Masks() {}

  /**
   * {@code current} with the masked fields of {@code update}.
   *
   * @param mutable the fields that may be changed
   */
  public static <M extends Message> Message.Builder merge(
      M current, M update, FieldMask mask, Set<String> mutable) {
    if (mask.getPathsCount() == 0) {
      throw ApiError.invalid(
          "The update_mask in the request must be set, and must contain a non-empty paths list.");
    }
    var type = current.getDescriptorForType();
    for (var path : mask.getPathsList()) {
      var root = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
      if (!mutable.contains(root) || !FieldMaskUtil.isValid(type, path)) {
        throw ApiError.invalid(
            "Invalid update_mask provided in the request: '"
                + path
                + "' can't be changed. Fields that can be: "
                + String.join(", ", mutable.stream().sorted().toList())
                + ".");
      }
    }
    var merged = current.toBuilder();
    FieldMaskUtil.merge(mask, update, merged, REPLACING);
    return merged;
  }
}
