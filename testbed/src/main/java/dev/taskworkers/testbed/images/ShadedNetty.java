// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;

/**
 * The parts of Netty that a jar holds under other names, as components of a bill of materials: who
 * compares that with advisories looks for Netty's own names.
 */
final class ShadedNetty {
  private static final String VERSIONS = "io.netty.versions.properties";

  /** A folder with classes of each part. */
  private static final Map<String, String> PARTS =
      new TreeMap<>(
          Map.of(
              "netty-buffer", "/io/netty/buffer/",
              "netty-codec-base", "/io/netty/handler/codec/",
              "netty-codec-compression", "/io/netty/handler/codec/compression/",
              "netty-codec-http", "/io/netty/handler/codec/http/",
              "netty-codec-http2", "/io/netty/handler/codec/http2/",
              "netty-common", "/io/netty/util/",
              "netty-handler", "/io/netty/handler/ssl/",
              "netty-handler-proxy", "/io/netty/handler/proxy/",
              "netty-resolver", "/io/netty/resolver/",
              "netty-transport", "/io/netty/channel/"));

  private ShadedNetty() {}

  /** What {@code jar} holds; nothing where it has no Netty, or has it under its own name. */
  static List<ObjectNode> in(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      var versions =
          file.stream().filter(entry -> entry.getName().endsWith("." + VERSIONS)).findFirst();
      if (versions.isEmpty()) {
        return List.of();
      }
      var properties = new Properties();
      try (var in = file.getInputStream(versions.get())) {
        properties.load(in);
      }
      var version = properties.getProperty("netty-common.version");
      return PARTS.entrySet().stream()
          .filter(part -> file.stream().anyMatch(e -> e.getName().contains(part.getValue())))
          .map(part -> component(part.getKey(), version))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode component(String name, String version) {
    var component = JsonNodeFactory.instance.objectNode();
    var purl = "pkg:maven/io.netty/" + name + "@" + version;
    component
        .put("type", "library")
        .put("bom-ref", purl + "#shaded")
        .put("group", "io.netty")
        .put("name", name)
        .put("version", version)
        .put("purl", purl);
    component.putArray("licenses").addObject().putObject("license").put("id", "Apache-2.0");
    component
        .putArray("externalReferences")
        .addObject()
        .put("type", "website")
        .put("url", "https://netty.io/");
    return component;
  }
}
