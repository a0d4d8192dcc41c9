// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the deliveries of an answer as they come from the wire, of a pull or of a stream: both have
 * them in the same field. Protobuf's own classes would make a dozen objects of each on the way, and
 * load the descriptors of the whole of Pub/Sub for the first one that has an attribute.
 */
final class DeliveryReader implements MethodDescriptor.Marshaller<List<Delivery>> {
  private static final int TEXT = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int NUMBER = WireFormat.WIRETYPE_VARINT;
  private static final int FIELD = 3;

  private static final int RECEIVED = PullResponse.RECEIVED_MESSAGES_FIELD_NUMBER << FIELD | TEXT;

  private static final int ACK_ID = ReceivedMessage.ACK_ID_FIELD_NUMBER << FIELD | TEXT;
  private static final int MESSAGE = ReceivedMessage.MESSAGE_FIELD_NUMBER << FIELD | TEXT;
  private static final int COUNT = ReceivedMessage.DELIVERY_ATTEMPT_FIELD_NUMBER << FIELD | NUMBER;

  private static final int DATA = PubsubMessage.DATA_FIELD_NUMBER << FIELD | TEXT;
  private static final int ATTRIBUTE = PubsubMessage.ATTRIBUTES_FIELD_NUMBER << FIELD | TEXT;
  private static final int ID = PubsubMessage.MESSAGE_ID_FIELD_NUMBER << FIELD | TEXT;
  private static final int PUBLISHED = PubsubMessage.PUBLISH_TIME_FIELD_NUMBER << FIELD | TEXT;
  private static final int ORDERING_KEY = PubsubMessage.ORDERING_KEY_FIELD_NUMBER << FIELD | TEXT;

  private static final int SECONDS = Timestamp.SECONDS_FIELD_NUMBER << FIELD | NUMBER;
  private static final int NANOS = Timestamp.NANOS_FIELD_NUMBER << FIELD | NUMBER;

  /** Of the entries of a map. */
  private static final int KEY = 1 << FIELD | TEXT;

  private static final int VALUE = 2 << FIELD | TEXT;

  /** As much as is read of an answer at a time; a payload that is larger is read past it. */
  private static final int PIECE = 64 * 1024;

  static final DeliveryReader INSTANCE = new DeliveryReader();

  private DeliveryReader() {}

  @Override
  public InputStream stream(List<Delivery> deliveries) {
    throw new UnsupportedOperationException("A worker sends no deliveries.");
  }

  @Override
  public List<Delivery> parse(InputStream answer) {
    try {
      var size = Math.min(PIECE, Math.max(1, answer.available()));
      return deliveries(CodedInputStream.newInstance(answer, size));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("Pub/Sub's answer can't be read: " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }

  private static List<Delivery> deliveries(CodedInputStream in) throws IOException {
    var deliveries = new ArrayList<Delivery>();
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == RECEIVED) {
        var delivery = new Draft();
        within(in, delivery::received);
        deliveries.add(delivery.delivery());
      } else {
        in.skipField(tag);
      }
    }
    return Collections.unmodifiableList(deliveries);
  }

  /** Takes one field of a message, or says that it is none that is of interest. */
  private interface Field {
    boolean read(CodedInputStream in, int tag) throws IOException;
  }

  /** Reads a message that is a field of another one. */
  private static void within(CodedInputStream in, Field field) throws IOException {
    var end = in.pushLimit(in.readRawVarint32());
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!field.read(in, tag)) {
        in.skipField(tag);
      }
    }
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("It ends within a field.");
    }
    in.popLimit(end);
  }

  /** One delivery, as far as it is read. What is not sent is empty, as protobuf has it. */
  private static final class Draft {
    private String ackId = "";
    private int count;
    private String id = "";
    private byte[] data = {};
    private Map<String, String> attributes = Map.of();
    private String orderingKey = "";
    private long seconds;
    private int nanos;
    private String key = "";
    private String value = "";

    boolean received(CodedInputStream in, int tag) throws IOException {
      switch (tag) {
        case ACK_ID -> ackId = in.readString();
        case MESSAGE -> within(in, this::message);
        case COUNT -> count = in.readInt32();
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean message(CodedInputStream in, int tag) throws IOException {
      switch (tag) {
        case DATA -> data = in.readByteArray();
        case ATTRIBUTE -> attribute(in);
        case ID -> id = in.readString();
        case PUBLISHED -> within(in, this::time);
        case ORDERING_KEY -> orderingKey = in.readString();
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean time(CodedInputStream in, int tag) throws IOException {
      switch (tag) {
        case SECONDS -> seconds = in.readInt64();
        case NANOS -> nanos = in.readInt32();
        default -> {
          return false;
        }
      }
      return true;
    }

    private void attribute(CodedInputStream in) throws IOException {
      key = "";
      value = "";
      within(in, this::entry);
      if (attributes.isEmpty()) {
        attributes = Map.of(key, value);
      } else {
        if (attributes.size() == 1) {
          attributes = new HashMap<>(attributes);
        }
        attributes.put(key, value);
      }
    }

    private boolean entry(CodedInputStream in, int tag) throws IOException {
      switch (tag) {
        case KEY -> key = in.readString();
        case VALUE -> value = in.readString();
        default -> {
          return false;
        }
      }
      return true;
    }

    Delivery delivery() {
      var task =
          new Task(
              id,
              Payload.wrapping(ByteBuffer.wrap(data)),
              attributes,
              orderingKey,
              Instant.ofEpochSecond(seconds, nanos));
      return new Delivery(ackId, task, count);
    }
  }
}
