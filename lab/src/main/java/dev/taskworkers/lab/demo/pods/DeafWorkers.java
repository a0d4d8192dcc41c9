package dev.taskworkers.lab.demo.pods;

import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.workers.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Workers whose reports do not arrive while a file is there, as behind a broken network. */
record DeafWorkers(Workers workers, Path silence) implements Workers {
  @Override
  public Reports ask(String pool, Collection<PodAddress> pods, Instant now) {
    return Files.exists(silence)
        ? new Reports(Map.of(), Service.unreported())
        : workers.ask(pool, pods, now);
  }

  @Override
  public void cordon(PodAddress pod) {
    workers.cordon(pod);
  }

  @Override
  public void uncordon(PodAddress pod) {
    workers.uncordon(pod);
  }

  @Override
  public void forget(String pool) {
    workers.forget(pool);
  }
}
