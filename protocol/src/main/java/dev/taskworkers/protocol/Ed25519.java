// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** What keys and signatures look like as text. */
final class Ed25519 {
  static final String NAME = "Ed25519";
  private static final int ID_BYTES = 8;

  private Ed25519() {}

  /** A key of a program's making that the JDK does not take is a defect. */
  static IllegalStateException missing(GeneralSecurityException problem) {
    return new IllegalStateException("expected a JDK with Ed25519, but " + problem, problem);
  }

  static KeyFactory keys() {
    try {
      return KeyFactory.getInstance(NAME);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /**
   * Reads a public key.
   *
   * @param text its X.509 encoding in Base64
   * @throws IllegalArgumentException when it is none
   */
  static PublicKey publicKey(String text) {
    try {
      return keys().generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException("expected a public key of Ed25519", e);
    }
  }

  /** By which a public key is known, in eleven letters. */
  static String id(PublicKey key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return url(Arrays.copyOf(digest, ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
