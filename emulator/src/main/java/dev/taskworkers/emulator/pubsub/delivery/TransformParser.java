// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.regex.Pattern;

/** Recognises the functions that are played; there is no JavaScript here. */
final class TransformParser {
  private static final String TEXT = "'([^'\\\\]*)'";
  private static final Pattern FUNCTION =
      Pattern.compile("function (\\w+) ?\\( ?message ?, ?metadata ?\\) ?\\{ ?return (.+?) ?; ?\\}");
  private static final Pattern REPLACE =
      Pattern.compile("\\{ ?data ?: ?" + TEXT + " ?, ?attributes ?: ?\\{ ?\\} ?\\}");
  private static final Pattern KEEP =
      Pattern.compile(
          "message\\.attributes\\[" + TEXT + "\\] ?([!=]==) ?" + TEXT + " ?\\? ?message ?: ?null");

  private static final Pattern SAMPLE =
      Pattern.compile(
          "Date\\.parse\\(metadata\\.publish_time\\) ?/ ?1000 ?% ?([1-9]\\d{0,5}) ?>= ?(\\d{1,6}) ?\\?"
              + " ?null ?: ?(.+)");

  private TransformParser() {}

  /**
   * Reads one transform.
   *
   * @throws ApiError when it is none of those that are played
   */
  static Transform parse(MessageTransform transform) {
    if (!transform.hasJavascriptUdf()) {
      throw unplayed("a transform that is no javascript_udf");
    }
    return parse(transform.getJavascriptUdf());
  }

  private static Transform parse(JavaScriptUDF udf) {
    var code = udf.getCode().strip().replaceAll("\\s+", " ");
    var function = FUNCTION.matcher(code);
    if (!function.matches()) {
      throw unplayed("'" + code + "'");
    }
    if (!function.group(1).equals(udf.getFunctionName())) {
      throw ApiError.invalid(
          "The code of a transform must hold the function '"
              + udf.getFunctionName()
              + "', but it holds '"
              + function.group(1)
              + "'.");
    }
    return result(function.group(2), code);
  }

  private static Transform result(String result, String code) {
    var sample = SAMPLE.matcher(result);
    if (sample.matches()) {
      return new Transform.Sample(
          Integer.parseInt(sample.group(1)),
          Integer.parseInt(sample.group(2)),
          result(sample.group(3), code));
    }
    var replace = REPLACE.matcher(result);
    if (replace.matches()) {
      return new Transform.Replace(ByteString.copyFromUtf8(replace.group(1)));
    }
    var keep = KEEP.matcher(result);
    if (keep.matches()) {
      return new Transform.Keep(keep.group(1), keep.group(3), keep.group(2).equals("==="));
    }
    throw unplayed("'" + code + "'");
  }

  private static ApiError unplayed(String found) {
    return ApiError.invalid(
        "The local cloud runs no JavaScript. It plays functions of the form function"
            + " NAME(message, metadata) { return {data: 'TEXT', attributes: {}}; } and function"
            + " NAME(message, metadata) { return message.attributes['KEY'] === 'VALUE' ? message"
            + " : null; } (or with !==), each also after Date.parse(metadata.publish_time) / 1000 %"
            + " N >= M ? null :, but found "
            + found
            + ".");
  }
}
