// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.operator.Tenancy.Allowance;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import java.util.List;
import java.util.Optional;

/** Reads from the environment which namespaces may use which subscriptions. */
final class TenancyReader {
  private static final String REQUIRED = "Required";
  private static final String NOT_REQUIRED = "NotRequired";

  private TenancyReader() {}

  static Tenancy read(Optional<String> consent, Optional<String> allow) {
    var word = consent.orElse(REQUIRED);
    if (!word.equals(REQUIRED) && !word.equals(NOT_REQUIRED)) {
      throw new UsageException(
          EnvVars.TENANCY_CONSENT
              + ": expected Required or NotRequired, but found '"
              + word
              + "'.");
    }
    return new Tenancy(word.equals(REQUIRED), allow.map(TenancyReader::allowed).orElse(List.of()));
  }

  private static List<Allowance> allowed(String json) {
    try {
      return new JsonMapper().readValue(json, new TypeReference<List<Allowance>>() {});
    } catch (JsonProcessingException e) {
      throw new UsageException(
          EnvVars.TENANCY_ALLOW
              + ": expected a list such as [{\"namespace\": \"media\", \"subscriptions\":"
              + " [\"projects/acme/subscriptions/media-*\"]}], but found '"
              + json
              + "' ("
              + e.getOriginalMessage()
              + ").");
    }
  }
}
