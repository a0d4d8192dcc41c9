// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a JSON object, for a reader that takes those it knows. A field that is {@code null}
 * is as one that is missing. Each method throws an {@link IllegalArgumentException} when a field is
 * there and of another type.
 */
final class JsonFields {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> values;

  private JsonFields(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Reads an object.
   *
   * @param text in UTF-8
   * @throws IllegalArgumentException when it is none
   */
  static JsonFields read(byte[] text) {
    try (var json = JSON.createParser(text)) {
      json.nextToken();
      if (json.isExpectedStartObjectToken()) {
        return object(json);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("expected an object of JSON, but found " + e, e);
    }
    throw new IllegalArgumentException("expected an object of JSON, but found something else");
  }

  private static JsonFields object(JsonParser json) throws IOException {
    var values = new HashMap<String, Object>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var name = json.currentName();
      value(json).ifPresent(value -> values.put(name, value));
    }
    return new JsonFields(values);
  }

  private static Optional<Object> value(JsonParser json) throws IOException {
    return switch (json.nextToken()) {
      case START_OBJECT -> Optional.of(object(json));
      case START_ARRAY -> Optional.of(array(json));
      case VALUE_STRING -> Optional.of(json.getText());
      case VALUE_NUMBER_INT -> Optional.of(json.getLongValue());
      case VALUE_NUMBER_FLOAT -> Optional.of(json.getDoubleValue());
      case VALUE_TRUE, VALUE_FALSE -> Optional.of(json.getBooleanValue());
      default -> {
        json.skipChildren();
        yield Optional.empty();
      }
    };
  }

  private static Objects array(JsonParser json) throws IOException {
    var objects = new ArrayList<JsonFields>();
    for (var next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (json.isExpectedStartObjectToken()) {
        objects.add(object(json));
      } else {
        json.skipChildren();
      }
    }
    return new Objects(objects);
  }

  /** What an array holds; nothing but objects is of use to anybody. */
  private record Objects(List<JsonFields> all) {}

  Optional<JsonFields> object(String name) {
    return value(name, JsonFields.class);
  }

  /** The objects of an array, or none. */
  List<JsonFields> objects(String name) {
    return value(name, Objects.class).map(Objects::all).orElse(List.of());
  }

  /** The text, or an empty one. */
  String text(String name) {
    return value(name, String.class).orElse("");
  }

  Optional<Instant> instant(String name) {
    try {
      return value(name, String.class).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("expected a time as " + name + ": " + e.getMessage(), e);
    }
  }

  /** The time of which there must be one. */
  Instant requiredInstant(String name) {
    return instant(name)
        .orElseThrow(
            () -> new IllegalArgumentException("expected " + name + ", but it is missing"));
  }

  /** The flag, or false. */
  boolean flag(String name) {
    return value(name, Boolean.class).orElse(false);
  }

  /** The number, or 0. */
  long number(String name) {
    return value(name, Number.class).map(Number::longValue).orElse(0L);
  }

  /** The number, or 0. */
  int smallNumber(String name) {
    var number = number(name);
    if (number != (int) number) {
      throw new IllegalArgumentException("expected an int as " + name + ", but found " + number);
    }
    return (int) number;
  }

  Optional<Double> decimal(String name) {
    return value(name, Number.class).map(Number::doubleValue);
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    var value = Optional.ofNullable(values.get(name));
    if (value.filter(found -> !type.isInstance(found)).isPresent()) {
      throw new IllegalArgumentException(
          "expected a " + type.getSimpleName() + " as " + name + ", but found " + value.get());
    }
    return value.map(type::cast);
  }
}
