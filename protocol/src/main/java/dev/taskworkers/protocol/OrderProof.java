// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proof of an {@link Order}, as the header {@link #HEADER} has it.
 *
 * @param uid of the pod that the order is for
 * @param moment of the order
 * @param number of the order
 * @param key the {@link VerificationKeys id} of the key that it is signed with
 * @param signature of the order, in Base64 for URLs
 */
public record OrderProof(String uid, Instant moment, long number, String key, String signature) {
  /** The header's name. */
  public static final String HEADER = "Taskworkers-Proof";

  private static final Pattern FORM =
      Pattern.compile(
          "pod=([0-9A-Za-z-]{1,64}) moment=([0-9]{1,15}) number=([0-9]{1,18})"
              + " key=([0-9A-Za-z_-]{11}) signature=([0-9A-Za-z_-]{86})");

  /** Reads the header's value; empty when it is no proof, or none of a form that is known. */
  public static Optional<OrderProof> parse(String header) {
    var form = FORM.matcher(header);
    return form.matches()
        ? Optional.of(
            new OrderProof(
                form.group(1),
                Instant.ofEpochMilli(Long.parseLong(form.group(2))),
                Long.parseLong(form.group(3)),
                form.group(4),
                form.group(5)))
        : Optional.empty();
  }

  /** The header's value. */
  public String header() {
    return "pod="
        + uid
        + " moment="
        + moment.toEpochMilli()
        + " number="
        + number
        + " key="
        + key
        + " signature="
        + signature;
  }
}
