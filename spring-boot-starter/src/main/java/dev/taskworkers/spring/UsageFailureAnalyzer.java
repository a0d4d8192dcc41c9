// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.runtime.UsageException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says a setting that can't be used as Spring Boot says its own: a sentence, no stack trace. */
final class UsageFailureAnalyzer extends AbstractFailureAnalyzer<UsageException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UsageException cause) {
    return new FailureAnalysis(
        TaskworkersProperties.inProperties(cause, System.getenv()),
        "Correct your application's properties, or its environment, which takes precedence.",
        cause);
  }
}
