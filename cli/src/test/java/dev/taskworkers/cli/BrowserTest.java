// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.AWTError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the browser is given to open. */
final class BrowserTest {
  @TempDir private Path home;

  @Test
  void where_the_screen_is_gone_the_page_is_named_for_its_user_to_open() {
    var err = new StringWriter();

    Browser.open(
        URI.create("http://127.0.0.1:1/"),
        new PrintWriter(err, true),
        page -> {
          throw new AWTError("Can't connect to X11 window server using ':99'");
        });

    assertThat(err)
        .hasToString("No browser could be opened here; open http://127.0.0.1:1/ yourself.\n");
  }

  @Test
  void the_token_stands_in_a_file_in_the_home_that_its_user_alone_can_read_and_not_in_its_name()
      throws Exception {
    var file = Browser.redirect(URI.create("http://127.0.0.1:1/#token=secret"), home);
    try {
      assertThat(file.getParent()).isEqualTo(home);
      assertThat(file.getFileName().toString()).doesNotStartWith(".");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(file.toUri().toString()).doesNotContain("secret");
      assertThat(file).content().contains("url=http://127.0.0.1:1/#token=secret\"");
    } finally {
      Files.delete(file);
    }
  }
}
