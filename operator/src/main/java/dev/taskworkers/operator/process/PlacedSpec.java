// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;

/** Reads of a pod's spec its node, and of its containers names and images; skips the rest. */
final class PlacedSpec extends JsonDeserializer<PodSpec> {
  @Override
  public PodSpec deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    var spec = new PodSpec();
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return spec;
    }
    for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (name.equals("nodeName") && parser.hasToken(JsonToken.VALUE_STRING)) {
        spec.setNodeName(parser.getText());
      } else if (name.equals("containers") && parser.isExpectedStartArrayToken()) {
        readContainers(parser, spec);
      } else {
        parser.skipChildren();
      }
    }
    return spec;
  }

  private static void readContainers(JsonParser parser, PodSpec spec) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.isExpectedStartObjectToken()) {
        spec.getContainers().add(container(parser));
      } else {
        parser.skipChildren();
      }
    }
  }

  private static Container container(JsonParser parser) throws IOException {
    var container = new Container();
    for (var field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      if (field.equals("name") && parser.hasToken(JsonToken.VALUE_STRING)) {
        container.setName(parser.getText());
      } else if (field.equals("image") && parser.hasToken(JsonToken.VALUE_STRING)) {
        container.setImage(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return container;
  }
}
