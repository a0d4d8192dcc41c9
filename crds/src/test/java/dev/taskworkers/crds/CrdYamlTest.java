package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The committed CRD")
class CrdYamlTest {
  private static final String FILE = "taskworkerpools.taskworkers.dev-v1.yml";
  private static final Path COMMITTED = Path.of("../helm/files/crd.yaml");

  /** The generator sorts columns by their path; a person reads them in this order. */
  private static final List<String> COLUMNS =
      List.of(
          "Desired",
          "Ready",
          "Waiting",
          "In flight",
          "Rate",
          "Evidence",
          "Reason",
          "Age",
          "Message");

  @TempDir Path folder;

  /** Run with -Dcrd.update=true to write the file instead of comparing it. */
  @Test
  void is_what_the_records_generate() throws IOException {
    new CRDGenerator()
        .customResourceClasses(TaskWorkerPool.class)
        .withPostProcessor(new Finish())
        .inOutputDir(folder.toFile())
        .detailedGenerate();
    var generated = Files.readString(folder.resolve(FILE));
    if (Boolean.getBoolean("crd.update")) {
      Files.writeString(COMMITTED, generated);
    }
    assertThat(Files.readString(COMMITTED))
        .as(
            "the records changed: run 'mvn -pl crds test -Dtest=CrdYamlTest -Dcrd.update=true' and"
                + " commit the file")
        .isEqualTo(generated);
  }

  @Test
  void fits_the_annotation_of_a_client_side_apply() throws IOException {
    assertThat(Files.size(COMMITTED)).isLessThan(256 * 1024);
  }

  /** What annotations can't say: the order of columns, and that a template is an object. */
  private static final class Finish implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
      for (var version : ((CustomResourceDefinition) crd).getSpec().getVersions()) {
        version
            .getAdditionalPrinterColumns()
            .sort(
                Comparator.comparingInt(
                    (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName())));
        var spec = version.getSchema().getOpenAPIV3Schema().getProperties().get("spec");
        spec.getProperties().get("template").setType("object");
      }
      return crd;
    }
  }
}
