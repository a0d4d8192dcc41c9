// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.cli.doctor.Check.Answer;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("As whom Google is asked:")
class CallerTest {
  @ParameterizedTest(name = "{0}, where the operator is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "op@acme.test | op@acme.test | yes | Answers below are those to op@acme.test. | ",
        "op@acme.test |              | yes | Answers below are those to op@acme.test. | ",
        "me@acme.test | op@acme.test | unknown | Answers below are those to me@acme.test, not to"
            + " the operator, op@acme.test. | --impersonate-service-account=op@acme.test",
        "             | op@acme.test | unknown | Answers below are those to your own login, not to"
            + " the operator, op@acme.test. | --impersonate-service-account=op@acme.test",
        "             |              | unknown | Answers below are those to your own login, not to"
            + " the operator. | --impersonate-service-account=OPERATOR"
      })
  void who(String account, String operator, Answer answer, String sentence, String command) {
    var check = Caller.who(Optional.ofNullable(account), Optional.ofNullable(operator));

    assertThat(check.answer()).isEqualTo(answer);
    assertThat(check.message()).startsWith(sentence);
    assertThat(check.fix()).endsWith(command == null ? "" : command);
  }

  @ParameterizedTest(name = "nobody, where the operator is {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        " | gcloud auth application-default login",
        "op@acme.test | gcloud auth application-default login"
            + " --impersonate-service-account=op@acme.test"
      })
  void nobody(String operator, String command) {
    var caller = Caller.missing("There are none.", Optional.ofNullable(operator));

    assertThat(caller.usable()).isFalse();
    assertThat(caller.check()).isEqualTo(Check.no("credentials", "There are none.", command));
  }
}
