// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table in a terminal")
class TextTableTest {
  private static final String WHY = "Stays at 5: maxReplicas allows no more, and 45 tasks wait.";

  private static String printed(OptionalInt columns, String... cells) {
    var heads = new String[cells.length];
    for (var i = 0; i < heads.length; i++) {
      heads[i] = i < heads.length - 1 ? "HEAD" + i : "WHY";
    }
    var table = new TextTable(heads);
    table.add(cells);
    var out = new StringWriter();
    var printer = new PrintWriter(out);
    table.print(printer, columns);
    printer.flush();
    return out.toString();
  }

  @Test
  void that_nobody_looks_at_has_a_line_for_each_row() {
    assertThat(printed(OptionalInt.empty(), "media", "late", WHY))
        .isEqualTo("HEAD0   HEAD1   WHY\nmedia   late    " + WHY + "\n");
  }

  @Test
  void goes_on_with_its_last_column_in_the_next_line() {
    assertThat(printed(OptionalInt.of(46), "media", "late", WHY))
        .isEqualTo(
            """
            HEAD0  HEAD1  WHY
            media  late   Stays at 5: maxReplicas allows
                          no more, and 45 tasks wait.
            """);
  }

  @Test
  void has_its_last_column_below_the_others_where_there_is_no_room_beside_them() {
    assertThat(printed(OptionalInt.of(32), "media", "late", WHY))
        .isEqualTo(
            """
            HEAD0  HEAD1  WHY
            media  late
                Stays at 5: maxReplicas
                allows no more, and 45 tasks
                wait.
            """);
  }

  @Test
  void breaks_no_word_that_is_longer_than_a_line() {
    assertThat(printed(OptionalInt.of(30), "media", "x".repeat(40)))
        .isEqualTo("HEAD0  WHY\nmedia\n    " + "x".repeat(40) + "\n");
  }
}
