// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys that an order may be signed with, by their ids: two while one takes the place of the
 * other. As text they are separated by commas, as the annotation {@link #ANNOTATION} of a worker's
 * pod has them.
 */
public final class VerificationKeys {
  /** Of a pod: what its worker verifies orders with. */
  public static final String ANNOTATION = "taskworkers.dev/order-keys";

  /** The most that are read: more are no work of the operator's, and each costs time to read. */
  private static final int MOST = 8;

  private final Map<String, PublicKey> keys;

  private VerificationKeys(Map<String, PublicKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** The text for those keys. */
  public static String format(Collection<SigningKey> keys) {
    return keys.stream().map(SigningKey::shown).collect(Collectors.joining(","));
  }

  /** Reads them; what is no key is left out. */
  public static VerificationKeys parse(String text) {
    var keys = new HashMap<String, PublicKey>();
    // What stands after the last of them is one more part, however much it is.
    Stream.of(text.strip().split(",", MOST + 1))
        .limit(MOST)
        .flatMap(one -> key(one).stream())
        .forEach(key -> keys.put(Ed25519.id(key), key));
    return new VerificationKeys(keys);
  }

  private static Optional<PublicKey> key(String text) {
    try {
      return Optional.of(Ed25519.publicKey(text.strip()));
    } catch (IllegalArgumentException e) {
      // What is no key proves nothing.
      return Optional.empty();
    }
  }

  /** True when there is none. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether {@code key} is among them. */
  public boolean knows(String key) {
    return keys.containsKey(key);
  }

  /** Whether {@code proof} proves {@code order}. */
  public boolean prove(Order order, OrderProof proof) {
    var key = keys.get(proof.key());
    if (key == null) {
      return false;
    }
    try {
      var signature = Signature.getInstance(Ed25519.NAME);
      signature.initVerify(key);
      signature.update(order.bytes());
      return signature.verify(Base64.getUrlDecoder().decode(proof.signature()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // What is no signature at all proves nothing.
      return false;
    }
  }
}
