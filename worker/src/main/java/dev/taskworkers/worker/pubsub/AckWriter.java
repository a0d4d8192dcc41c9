// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.protobuf.CodedOutputStream;
import com.google.pubsub.v1.AcknowledgeRequest;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes acknowledgements as they go over the wire. Protobuf's own class would go through each id
 * letter by letter, twice.
 */
final class AckWriter implements MethodDescriptor.Marshaller<AckWriter.Acks> {
  static final AckWriter INSTANCE = new AckWriter();

  private static final int SUBSCRIPTION = AcknowledgeRequest.SUBSCRIPTION_FIELD_NUMBER;
  private static final int ACK_ID = AcknowledgeRequest.ACK_IDS_FIELD_NUMBER;

  /** What is acknowledged. */
  record Acks(String subscription, List<String> ackIds) {}

  private AckWriter() {}

  @Override
  public InputStream stream(Acks acks) {
    var ids = new byte[acks.ackIds().size()][];
    var bytes = CodedOutputStream.computeStringSize(SUBSCRIPTION, acks.subscription());
    for (var each = 0; each < ids.length; each++) {
      ids[each] = acks.ackIds().get(each).getBytes(StandardCharsets.UTF_8);
      bytes += CodedOutputStream.computeByteArraySize(ACK_ID, ids[each]);
    }
    var request = new byte[bytes];
    try {
      var out = CodedOutputStream.newInstance(request);
      out.writeString(SUBSCRIPTION, acks.subscription());
      for (var id : ids) {
        out.writeByteArray(ACK_ID, id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Acknowledgements could not be written.", e);
    }
    return new ByteArrayInputStream(request);
  }

  @Override
  public Acks parse(InputStream request) {
    throw new UnsupportedOperationException("A worker is sent no acknowledgements.");
  }
}
