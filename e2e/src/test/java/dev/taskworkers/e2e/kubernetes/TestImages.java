// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Folders;
import dev.taskworkers.testbed.images.ContainerTool;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.testbed.images.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Builds the images of the checkout, and one with tasks on top of the worker's, for the node. */
final class TestImages {
  static final String TAG = "e2e";

  private static final String REGISTRY = GivenCluster.registry(System.getenv());

  /** Holds the programs of the tests; the second is the same, to update to. */
  public static final String TASKS = Images.repository(REGISTRY, "e2e-tasks") + ":1";

  public static final String TASKS_UPDATED = Images.repository(REGISTRY, "e2e-tasks") + ":2";

  /** Knows nothing of our worker, and has neither a C library nor a place for temporary files. */
  public static final String FOREIGN = Images.repository(REGISTRY, "e2e-foreign") + ":1";

  /** The Python worker of the examples, with Google's client. */
  public static final String PYTHON = Images.repository(REGISTRY, "e2e-python") + ":1";

  /** The README's: its program takes a second. */
  private static final String THUMBNAILS = "acme/thumbnails:1.4";

  private static final String JDK = "taskworkers/e2e-jdk:25-licences";

  private final ContainerTool tool;
  private final Path folder;

  private TestImages(ContainerTool tool, Path folder) {
    this.tool = tool;
    this.folder = folder;
  }

  /** An image of ours without its tag. */
  static String repository(Image image) {
    return Images.repository(REGISTRY, image.word());
  }

  private interface Work {
    void with(TestImages images) throws IOException;
  }

  static void load(TestCluster cluster, Path repository) {
    work(images -> images.build(cluster, repository));
  }

  static void loadPython(TestCluster cluster, Path repository) {
    work(images -> images.python(cluster, repository.resolve("examples/python-worker")));
  }

  static void loadRelease(TestCluster cluster, String version) {
    work(images -> images.release(cluster, version));
  }

  private static void work(Work work) {
    var tool = Requirements.containerTool();
    try {
      var folder = Files.createTempDirectory("taskworkers-e2e");
      try {
        work.with(new TestImages(tool, folder));
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void build(TestCluster cluster, Path repository) throws IOException {
    jdk(Cluster.ofThisMachine().cache());
    Requirements.say("building images");
    var images = new Images(repository, tool, JDK);
    for (var image : Image.values()) {
      var name = Images.name(REGISTRY, image, TAG);
      images.build(image, name, line -> {});
      bring(cluster, name);
    }
    tasks(Images.name(REGISTRY, Image.WORKER, TAG));
    bring(cluster, TASKS);
    bring(cluster, TASKS_UPDATED);
    foreign();
    bring(cluster, FOREIGN);
  }

  /** No registry need be reached: Debian and this machine's JDK stand in for the usual image. */
  private void jdk(Path cache) throws IOException {
    var home = Requirements.jdk25();
    if (tool.has(JDK)) {
      return;
    }
    var context = Files.createDirectories(folder.resolve("jdk"));
    Files.copy(Requirements.debian(cache), context.resolve("debian.tar"));
    dev.taskworkers.testbed.Command.of("cp", "-rL", home.toString(), context + "/jdk").output();
    var dockerfile =
        Files.writeString(
            context.resolve("Dockerfile"),
            """
            FROM scratch
            ADD debian.tar /
            COPY jdk /opt/java/openjdk
            ENV JAVA_HOME=/opt/java/openjdk
            ENV PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin:/bin
            """);
    tool.build(JDK, dockerfile, context, Map.of(), line -> {});
  }

  private void tasks(String worker) throws IOException {
    var context = Files.createDirectories(folder.resolve("tasks"));
    Files.copy(Requirements.busybox(), context.resolve("busybox"));
    var script = Files.writeString(context.resolve("task"), CGI);
    script.toFile().setExecutable(true, false);
    handlerJar(context.resolve("handler.jar"));
    for (var name : new String[] {TASKS, TASKS_UPDATED}) {
      var dockerfile =
          Files.writeString(
              context.resolve("Dockerfile"),
              """
              FROM %s
              COPY busybox /bin/busybox
              COPY task /www/cgi-bin/task
              COPY handler.jar /app/handler.jar
              ENV TASKS_IMAGE=%s
              """
                  .formatted(worker, name));
      tool.build(name, dockerfile, context, Map.of(), line -> {});
    }
  }

  private void foreign() throws IOException {
    var context = Files.createDirectories(folder.resolve("foreign"));
    Files.copy(Requirements.busybox(), context.resolve("busybox"));
    handlerJar(context.resolve("handler.jar"));
    var dockerfile =
        Files.writeString(
            context.resolve("Dockerfile"),
            """
            FROM scratch
            COPY busybox /bin/busybox
            COPY handler.jar /app/handler.jar
            ENTRYPOINT ["/bin/busybox", "false"]
            """);
    tool.build(FOREIGN, dockerfile, context, Map.of(), line -> {});
  }

  private void release(TestCluster cluster, String version) throws IOException {
    var context = Files.createDirectories(folder.resolve("release"));
    for (var image : Image.values()) {
      var name = Images.name(REGISTRY, image, version);
      from(context, name, "FROM " + Images.name(REGISTRY, image, TAG) + "\n");
      bring(cluster, name);
    }
    Files.copy(Requirements.busybox(), context.resolve("busybox"));
    var thumbnail =
        Files.writeString(
            context.resolve("thumbnail"), "#!/bin/busybox sh\nexec /bin/busybox sleep 1\n");
    thumbnail.toFile().setExecutable(true, false);
    var dockerfile = "FROM scratch\nCOPY busybox /bin/busybox\nCOPY thumbnail /app/thumbnail\n";
    from(context, THUMBNAILS, dockerfile);
    bring(cluster, THUMBNAILS);
  }

  private void from(Path context, String name, String dockerfile) throws IOException {
    var file = Files.writeString(context.resolve("Dockerfile"), dockerfile);
    tool.build(name, file, context, Map.of(), line -> {});
  }

  private void python(TestCluster cluster, Path example) throws IOException {
    Requirements.python(example.resolve("requirements.txt"), folder.resolve("root"));
    Files.copy(example.resolve("worker.py"), folder.resolve("root/app/worker.py"));
    var dockerfile =
        Files.writeString(
            folder.resolve("Dockerfile"),
            """
            FROM scratch
            COPY root /
            ENV PYTHONPATH=/app/packages PYTHONDONTWRITEBYTECODE=1
            ENTRYPOINT ["/usr/local/bin/python3", "/app/worker.py"]
            """);
    tool.build(PYTHON, dockerfile, folder, Map.of(), line -> {});
    bring(cluster, PYTHON);
  }

  /** What busybox's web server runs for each request. */
  private static final String CGI =
      """
      #!/bin/busybox sh
      /bin/busybox sleep 1
      printf 'Status: 204 No Content\\r\\n\\r\\n'
      """;

  private static void handlerJar(Path jar) throws IOException {
    var entry = ShortTask.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var in = ShortTask.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
  }

  private void bring(TestCluster cluster, String name) throws IOException {
    var archive = folder.resolve("image.tar");
    tool.save(name, archive);
    cluster.bring(name, archive);
    Files.delete(archive);
  }
}
