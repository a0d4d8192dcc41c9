// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What is signed: that this pod should do this, once, and about now.
 *
 * @param path where it is posted, which says what to do
 * @param body what is posted; may be empty
 * @param moment when it was given, by the operator's clock; to the millisecond
 * @param number greater than that of each earlier order
 */
public record Order(PodIdentity pod, String path, String body, Instant moment, long number) {
  /** All of it; nothing but the body, which is the last, can contain the end of a line. */
  byte[] bytes() {
    return String.join(
            "\n",
            "taskworkers order 1",
            pod.namespace(),
            pod.name(),
            pod.uid(),
            path,
            String.valueOf(moment.toEpochMilli()),
            String.valueOf(number),
            body)
        .getBytes(StandardCharsets.UTF_8);
  }
}
