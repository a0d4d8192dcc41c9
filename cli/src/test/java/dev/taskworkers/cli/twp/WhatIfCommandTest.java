// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.ui.Change;
import dev.taskworkers.ui.WhatIf;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What if")
class WhatIfCommandTest {
  @Test
  void plays_the_hour_as_it_is_set_beside_the_change_and_who_knew_the_future() throws Exception {
    var played = WhatIf.of(RecordedHours.burst(), Change.of("maxReplicas=5"));

    var out = new StringWriter();
    var printer = new PrintWriter(out);
    WhatIfCommand.print(played, printer);
    printer.flush();

    assertThat(out.toString())
        .contains("The last 60 min of media/thumbs, in which it used 4.50 pod-hours:")
        .contains("as it is set", "1-50", "what if", "1-5 ", "with perfect foresight");
    var now = played.plays().get(0).score();
    var changed = played.plays().get(1).score();
    // Five pods of four slots do four tasks per second; for ten minutes nine come.
    assertThat(changed.waits().max()).isGreaterThan(now.waits().max());
    assertThat(changed.podHours()).isLessThan(now.podHours());
    assertThat(now.withinMaxWait()).isGreaterThan(0.9);
  }

  @Test
  void the_same_settings_come_to_the_same() throws Exception {
    var plays = WhatIf.of(RecordedHours.burst(), Change.of("")).plays();

    assertThat(plays.get(1).settings()).isEqualTo(plays.get(0).settings());
    assertThat(plays.get(1).score()).isEqualTo(plays.get(0).score());
  }

  @Test
  void names_its_records_as_a_shell_reads_them() {
    assertThat(WhatIfCommand.word("/tmp/hour-1.csv")).isEqualTo("/tmp/hour-1.csv");
    assertThat(WhatIfCommand.word("my hour's.csv")).isEqualTo("'my hour'\\''s.csv'");
    assertThat(WhatIfCommand.word("$(id).csv")).isEqualTo("'$(id).csv'");
  }
}
