// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dependencies point one way, and time comes from outside. */
final class ModuleBoundariesTest {
  private static final String ROOT = "dev.taskworkers.";

  /** Where a clock is chosen; everything below is given one. */
  private static final Set<String> CLOCKS_ARE_CHOSEN_IN =
      Set.of(
          "dev.taskworkers.operator.process.Main",
          "dev.taskworkers.worker.Main",
          "dev.taskworkers.runtime.WallTimer",
          "dev.taskworkers.bench.BenchEnvironment",
          "dev.taskworkers.bench.GoogleSubscriber",
          "dev.taskworkers.bench.NoopTaskHandler",
          "dev.taskworkers.bench.Trial",
          "dev.taskworkers.demo.Demo",
          "dev.taskworkers.emulator.FastClock",
          "dev.taskworkers.demo.ArchiveTraining",
          "dev.taskworkers.cli.CloudCommand",
          "dev.taskworkers.cli.UiCommand",
          "dev.taskworkers.cli.bench.DispatcherCommand",
          "dev.taskworkers.cli.deadletters.DeadLetterOptions",
          "dev.taskworkers.cli.doctor.DoctorCommand",
          "dev.taskworkers.cli.twp.ClusterOptions",
          "dev.taskworkers.bench.keda.KedaBench",
          "dev.taskworkers.bench.operator.ScaleBench",
          // A process is real, whatever the cluster's clock does: its life is judged by the wall.
          "dev.taskworkers.localcluster.HttpProbe");

  /**
   * Who writes past the writer that escapes what drives a terminal: the one that makes it, the log,
   * which escapes by itself, and processes that print what they have made themselves.
   */
  private static final Set<String> STREAMS_ARE_WRITTEN_BY =
      Set.of(
          "dev.taskworkers.cli.Taskworkers",
          "dev.taskworkers.runtime.Logs",
          "dev.taskworkers.runtime.HealthCheck",
          "dev.taskworkers.bench.BenchEnvironment",
          "dev.taskworkers.bench.GoogleSubscriber",
          "dev.taskworkers.bench.NoopTask",
          "dev.taskworkers.bench.Sender");

  private static final String JOINS_POOLS_TO_GOOGLE =
      "dev.taskworkers.operator.process.PubSubService";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.taskworkers");

  @Test
  void all_modules_are_looked_at() {
    assertThat(CLASSES.stream().map(c -> c.getPackageName().split("\\.")[2]).distinct())
        .contains(
            "runtime",
            "protocol",
            "crds",
            "emulator",
            "localcluster",
            "operator",
            "ui",
            "worker",
            "dispatcher",
            "simulation",
            "worlds",
            "demo",
            "testbed",
            "bench",
            "cli");
  }

  @DisplayName("a module knows only these others")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "runtime      | runtime",
        "protocol     | runtime",
        "crds         | protocol",
        "emulator     | runtime, protocol",
        "localcluster | runtime, protocol",
        "operator     | runtime, protocol, crds",
        "ui           | runtime, crds, simulation",
        "worker       | runtime, protocol",
        "dispatcher   | runtime",
        "simulation   | runtime, protocol, operator, worker",
        "worlds       | runtime, protocol, crds, emulator, operator, worker, simulation",
        "demo         | runtime, protocol, crds, emulator, localcluster, operator, ui, worker, dispatcher, simulation",
        "testbed      | testbed",
        "bench        | runtime, protocol, crds, emulator, operator, worker, dispatcher, simulation, demo, testbed"
      })
  void modules(String module, String others) {
    var known =
        Stream.concat(Stream.of(module), Arrays.stream(others.split(", *")))
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);

    noClasses()
        .that(resideInAPackage(ROOT + module + ".."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.taskworkers..").and(resideOutsideOfPackages(known)))
        .check(CLASSES);
  }

  @Test
  void a_handler_that_a_worker_makes_by_its_name_is_public() {
    classes()
        .that()
        .resideInAnyPackage(ROOT + "demo..", ROOT + "bench..")
        .and()
        .areAssignableTo(TaskHandler.class)
        .should()
        .bePublic()
        .check(CLASSES);
  }

  @Test
  void the_scaling_decision_is_made_of_the_jdk_and_itself() {
    classes()
        .that()
        .resideInAPackage(ROOT + "operator.scaling..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + "operator.scaling.."))
        .check(CLASSES);
  }

  /** What names and asks Pub/Sub stands behind {@code MessagingService}, and signals. */
  @Test
  void one_class_joins_what_follows_pools_to_google() {
    noClasses()
        .that(
            resideInAnyPackage(
                ROOT + "operator.pool..", ROOT + "operator.process..", ROOT + "operator.scaling.."))
        .and(describe("do not join them", c -> !outermost(c).equals(JOINS_POOLS_TO_GOOGLE)))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                ROOT + "operator.pubsub..",
                "com.google.api..",
                "com.google.cloud..",
                "com.google.monitoring..",
                "com.google.pubsub..",
                "io.grpc.."))
        .check(CLASSES);
  }

  @Test
  void time_is_an_argument() {
    noClasses()
        .that(describe("are given a clock", c -> !CLOCKS_ARE_CHOSEN_IN.contains(c.getName())))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .check(CLASSES);
  }

  @Test
  void what_a_command_prints_goes_through_its_writer_which_escapes_it() {
    noClasses()
        .that(describe("have a writer", c -> !STREAMS_ARE_WRITTEN_BY.contains(outermost(c))))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  private static String outermost(JavaClass nested) {
    return nested.getEnclosingClass().map(outer -> outermost(outer)).orElse(nested.getName());
  }

  /** What has a module's name can be on a module path, where no two may have the same package. */
  @Test
  void a_package_is_in_one_module() {
    var roots =
        CLASSES.stream()
            .collect(
                groupingBy(
                    JavaClass::getPackageName,
                    mapping(ModuleBoundariesTest::root, Collectors.toSet())));
    assertThat(roots).allSatisfy((name, modules) -> assertThat(modules).hasSize(1));
  }

  /** The folder or the jar that a class was read from. */
  private static String root(JavaClass one) {
    var file = one.getName().replace('.', '/') + ".class";
    return one.getSource().orElseThrow().getUri().toString().replace(file, "");
  }

  /** Each is a slice by itself, the one that holds the others too. */
  @Test
  void packages_form_no_cycle() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
