// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator is granted, by the page that people read and by commands. */
final class PermissionTest {
  private static final String MEMBER = "serviceAccount:taskworkers@acme.iam.gserviceaccount.com";
  private static final Path PAGE = Path.of("../docs/install.md");

  @Test
  void the_page_has_the_same_table() throws IOException {
    var rows =
        Arrays.stream(Permission.values())
            .map(
                each ->
                    "| `%s` | %s | %s |"
                        .formatted(each.permission(), each.on().words(), each.purpose()))
            .toList();

    assertThat(
            Files.readAllLines(PAGE).stream()
                .filter(row -> row.matches("\\| `[a-z]+\\.[a-zA-Z.]+` \\|.*")))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void the_pages_roles_have_what_is_granted_on_projects_and_topics_and_no_more()
      throws IOException {
    var listed =
        Pattern.compile("--permissions (\\S+)")
            .matcher(Files.readString(PAGE))
            .results()
            .flatMap(match -> Arrays.stream(match.group(1).split(",")));

    assertThat(listed)
        .containsExactlyElementsOf(
            Arrays.stream(Permission.values())
                .filter(each -> each != Permission.PROBE)
                .map(Permission::permission)
                .toList());
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "READ_BACKLOG | acme | gcloud projects add-iam-policy-binding acme --member=MEMBER"
            + " --role=roles/monitoring.viewer --condition=None",
        "LOOK_AT_SUBSCRIPTION | projects/acme/subscriptions/s | gcloud pubsub subscriptions"
            + " add-iam-policy-binding projects/acme/subscriptions/s --member=MEMBER"
            + " --role=roles/pubsub.viewer",
        "ATTACH_DOORBELL | projects/acme/topics/t | gcloud pubsub topics add-iam-policy-binding"
            + " projects/acme/topics/t --member=MEMBER --role=roles/pubsub.subscriber",
        "HEAR_DOORBELL | bells | gcloud iam roles create taskworkersDoorbell --project=bells"
            + " --permissions=pubsub.subscriptions.create,pubsub.subscriptions.get,"
            + "pubsub.subscriptions.consume,pubsub.subscriptions.delete; gcloud projects"
            + " add-iam-policy-binding bells --member=MEMBER"
            + " --role=projects/bells/roles/taskworkersDoorbell --condition=None"
      })
  void is_granted_by(Permission permission, String resource, String command) {
    assertThat(permission.grant(resource, MEMBER)).isEqualTo(command.replace("MEMBER", MEMBER));
  }
}
