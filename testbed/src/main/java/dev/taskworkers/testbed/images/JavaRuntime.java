// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The Java runtime of an image, as a component of its bill of materials. */
final class JavaRuntime {
  /** Stands for the version, which the Dockerfiles put in once they have made the runtime. */
  static final String VERSION = "JAVA_VERSION";

  private JavaRuntime() {}

  /** Under the names by which the National Vulnerability Database and scanners know it. */
  static ObjectNode component() {
    var component = JsonNodeFactory.instance.objectNode();
    var purl = "pkg:generic/openjdk@" + VERSION;
    component
        .put("type", "platform")
        .put("bom-ref", purl)
        .put("name", "openjdk")
        .put("version", VERSION)
        .put("description", "The Java runtime in /opt/taskworkers/jre")
        .put("cpe", "cpe:2.3:a:oracle:openjdk:" + VERSION + ":*:*:*:*:*:*:*")
        .put("purl", purl);
    component
        .putArray("licenses")
        .addObject()
        .putObject("license")
        .put("id", "GPL-2.0-with-classpath-exception");
    component
        .putArray("externalReferences")
        .addObject()
        .put("type", "website")
        .put("url", "https://openjdk.org/");
    return component;
  }
}
