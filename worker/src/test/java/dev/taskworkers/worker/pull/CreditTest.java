package dev.taskworkers.worker.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.fixtures.Tasks;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The credit of a stream of a worker with 16 slots")
class CreditTest {
  @ParameterizedTest(name = "{0}: fits is {6}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # because                                     | limit | arrived | put off | others ended | wanted | fits
          nothing has arrived and all is free           |    16 |       0 |       0 |            0 |     16 | true
          every slot runs a task                        |    16 |      16 |       0 |            0 |      0 | true
          it allows more than is wanted                 |    16 |       4 |       0 |            0 |      0 | false
          one task put off is not noticed               |    16 |       2 |       1 |            0 |     15 | true
          two tasks put off are missed                  |    16 |       2 |       2 |            0 |     16 | false
          what is put off will make too much room       |    16 |       2 |       2 |            0 |     15 | false
          one task of an earlier stream is not noticed  |    15 |       0 |       0 |            1 |     16 | true
          two slots of an earlier stream are missed     |    14 |       0 |       0 |            2 |     16 | false
          two slots of an earlier stream are not needed |    14 |       0 |       0 |            2 |     14 | true
          """)
  void fits(
      String because,
      int limit,
      int arrived,
      int putOff,
      int othersEnded,
      int wanted,
      boolean fits) {
    var credit = new Credit(limit);
    credit.arrived(
        IntStream.range(0, arrived)
            .mapToObj(n -> new Delivery("task-" + n, Tasks.of(""), 0))
            .toList());
    IntStream.range(0, putOff).forEach(n -> credit.postponed("task-" + n));
    IntStream.range(0, othersEnded).forEach(n -> credit.ended("other-" + n));

    assertThat(credit.fits(wanted, 16)).isEqualTo(fits);
  }
}
