// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class KedaBuildTest {
  @Test
  void is_made_of_a_module_whose_digest_is_known() throws IOException {
    var module = "github.com/kedacore/keda/v2 v" + KedaBuild.VERSION;
    assertThat(Scripts.read("go.mod")).contains("require " + module + "\n");
    assertThat(Scripts.read("go.sum")).contains(module + " h1:", module + "/go.mod h1:");
  }
}
