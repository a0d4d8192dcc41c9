// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The operator's key: proves orders. Its text is a secret, and {@link #toString} has none of it.
 */
public final class SigningKey {
  private final PrivateKey key;
  private final PublicKey shown;
  private final String id;

  private SigningKey(PrivateKey key, PublicKey shown) {
    this.key = key;
    this.shown = shown;
    this.id = Ed25519.id(shown);
  }

  /** A key that nobody has. */
  public static SigningKey generate() {
    try {
      var pair = KeyPairGenerator.getInstance(Ed25519.NAME).generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw Ed25519.missing(e);
    }
  }

  /**
   * Reads what {@link #secret} wrote.
   *
   * @throws IllegalArgumentException when it is no key
   */
  public static SigningKey parse(String secret) {
    var parts = secret.split(":", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("expected a private and a public key");
    }
    try {
      var bytes = Base64.getDecoder().decode(parts[0]);
      var key =
          new SigningKey(
              Ed25519.keys().generatePrivate(new PKCS8EncodedKeySpec(bytes)),
              Ed25519.publicKey(parts[1]));
      key.check();
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("expected a private key of Ed25519", e);
    }
  }

  /** That the two belong together: workers would refuse whatever is signed. */
  private void check() throws GeneralSecurityException {
    var text = id.getBytes(StandardCharsets.US_ASCII);
    var probe = Signature.getInstance(Ed25519.NAME);
    probe.initVerify(shown);
    probe.update(text);
    if (!probe.verify(sign(text))) {
      throw new IllegalArgumentException("expected a private key and its public one");
    }
  }

  /** All of it, as text. */
  public String secret() {
    var encoder = Base64.getEncoder();
    return encoder.encodeToString(key.getEncoded()) + ":" + shown();
  }

  /** What everybody may know of it, as {@link VerificationKeys} reads it. */
  public String shown() {
    return Base64.getEncoder().encodeToString(shown.getEncoded());
  }

  /** By which it is known. */
  public String id() {
    return id;
  }

  /** Proves {@code order}. */
  public OrderProof prove(Order order) {
    try {
      return new OrderProof(
          order.pod().uid(), order.moment(), order.number(), id, Ed25519.url(sign(order.bytes())));
    } catch (GeneralSecurityException e) {
      throw Ed25519.missing(e);
    }
  }

  private byte[] sign(byte[] text) throws GeneralSecurityException {
    var signature = Signature.getInstance(Ed25519.NAME);
    signature.initSign(key);
    signature.update(text);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
