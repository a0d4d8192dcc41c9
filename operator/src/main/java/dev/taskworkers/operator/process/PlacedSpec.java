// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;

/** Reads of a pod's spec its node, and the image of its first container; skips the rest. */
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
      if (spec.getContainers().isEmpty() && parser.isExpectedStartObjectToken()) {
        spec.getContainers().add(new ContainerBuilder().withImage(image(parser)).build());
      } else {
        parser.skipChildren();
      }
    }
  }

  private static String image(JsonParser parser) throws IOException {
    String image = null;
    for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (name.equals("image") && parser.hasToken(JsonToken.VALUE_STRING)) {
        image = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return image;
  }
}
