// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.AcknowledgeRequest;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

@Label("Acknowledgements on the wire")
class AckWriterTest {
  @Property(tries = 200)
  @Label("are what protobuf reads")
  void are_what_protobuf_reads(
      @ForAll @CharRange(from = ' ', to = '\u07ff') @StringLength(max = 300) String subscription,
      @ForAll @Size(max = 20)
          List<@CharRange(from = ' ', to = '\u07ff') @StringLength(max = 300) String> ackIds)
      throws IOException {
    var wire = AckWriter.INSTANCE.stream(new AckWriter.Acks(subscription, ackIds));
    var request = AcknowledgeRequest.parseFrom(wire);
    assertThat(request.getSubscription()).isEqualTo(subscription);
    assertThat(request.getAckIdsList()).isEqualTo(ackIds);
  }
}
