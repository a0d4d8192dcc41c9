// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.util.List;

/** Where the page's numbers come from; safe for threads, and slow at times. */
public interface PoolSource {
  /** The status of an answer where nobody has answered. */
  int UNAVAILABLE = 503;

  /**
   * What an operator has at {@code path}: {@code /pools}, {@code /pools/NAMESPACE/NAME}, or that
   * with {@code /timeline}, {@code /decisions} or {@code /hour}. The list at {@code /pools} names
   * the {@code namespaces} that it is of; without any it is of all pools that were asked for. It
   * names those that the operator has {@code watched}, unless these are all, and the one that was
   * {@code asked} for, if that is one.
   */
  Reply get(String path);

  /**
   * An answer.
   *
   * @param status of HTTP; with 200 the body is JSON, else a sentence
   * @param origin who has answered, in words that stand before a time
   * @param missing sentences that say what can't be shown, and what to do
   */
  record Reply(int status, String body, String origin, List<String> missing) {
    public Reply {
      missing = List.copyOf(missing);
    }

    public boolean isGood() {
      return status == 200;
    }
  }
}
