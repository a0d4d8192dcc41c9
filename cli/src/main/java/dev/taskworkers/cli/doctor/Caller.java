// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.ExternalAccountCredentials;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.RootCause;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.util.Optional;

/**
 * As whom Google is asked, and whether that is the operator.
 *
 * @param usable whether there is somebody to ask as
 * @param account of whom; empty for a person, and where nobody is asked who he is
 */
record Caller(Check check, boolean usable, Optional<String> account) {
  private static final String NAME = "credentials";
  private static final String LOGIN = "gcloud auth application-default login";
  static final String FILE = "GOOGLE_APPLICATION_CREDENTIALS";
  private static final String AS = " --impersonate-service-account=";

  /**
   * Looks for those that calls to {@code endpoint} would bear, and gets a token with them.
   *
   * @param operator who the operator is, where that is known
   */
  static Caller find(GoogleEndpoint endpoint, Optional<String> operator) {
    if (endpoint.emulator()) {
      return new Caller(
          Check.yes(NAME, "An emulator at " + endpoint.target() + " needs none."),
          true,
          Optional.empty());
    }
    try {
      var found = endpoint.credentials().orElseThrow();
      found.getRequestMetadata();
      var account = account(found);
      return new Caller(who(account, operator), true, account);
    } catch (UsageException e) {
      return missing(e.getMessage(), operator);
    } catch (IOException e) {
      return missing(
          "Google gives no token with the credentials found: " + RootCause.line(e), operator);
    }
  }

  static Caller missing(String why, Optional<String> operator) {
    var as = operator.map(name -> AS + name).orElse("");
    return new Caller(Check.no(NAME, why, unset() + LOGIN + as), false, Optional.empty());
  }

  /** A login is used only where the variable names no other credentials. */
  private static String unset() {
    return System.getenv(FILE) == null ? "" : "unset " + FILE + " && ";
  }

  static Check who(Optional<String> account, Optional<String> operator) {
    var answers = "Answers below are those to " + account.orElse("your own login");
    if (account.isPresent() && (operator.isEmpty() || operator.equals(account))) {
      return Check.yes(NAME, answers + ".");
    }
    return new Check(
        NAME,
        Check.Answer.unknown,
        answers
            + ", not to the operator"
            + operator.map(name -> ", " + name).orElse("")
            + ". To ask as the operator, run the command below, and doctor again.",
        LOGIN + AS + operator.orElse("OPERATOR"));
  }

  private static Optional<String> account(com.google.auth.Credentials found) {
    if (found instanceof ServiceAccountSigner signer) {
      return Optional.ofNullable(signer.getAccount());
    }
    return found instanceof ExternalAccountCredentials external
        ? Optional.ofNullable(external.getServiceAccountEmail())
        : Optional.empty();
  }
}
