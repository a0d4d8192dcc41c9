// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a word of a preStop command costs, which an author may make as long as an object. */
final class PreStopCostTest {
  /** Counts how often one of its characters is read. */
  private static final class Word implements CharSequence {
    private final String text;
    private long reads;

    Word(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.subSequence(from, to);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:", "localhost:", "127.1111", "[::1]:", "localhost:80"})
  void grows_with_its_length_however_many_hosts_it_names(String host) {
    var word = new Word(host.repeat(2000));

    assertThat(PreStopHooks.namesTheEnd(word)).isFalse();

    assertThat(word.reads).isLessThan(50L * word.length());
  }
}
