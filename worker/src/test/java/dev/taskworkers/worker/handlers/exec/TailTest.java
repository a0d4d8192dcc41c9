// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

@Label("A tail")
class TailTest {
  @Property(tries = 200, seed = "1")
  @Label("is the end of everything that came, in whatever pieces")
  void is_the_end(
      @ForAll @Size(max = 8) List<@AlphaChars @StringLength(max = 3000) String> pieces) {
    var tail = new Tail();
    for (var piece : pieces) {
      tail.add(piece.getBytes(StandardCharsets.UTF_8), piece.length());
    }
    var whole = String.join("", pieces);
    assertThat(tail.text()).isEqualTo(whole.substring(Math.max(0, whole.length() - 4096)));
  }
}
