// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The Java of a page")
final class JavaInPagesTest {
  private static final Pattern FENCE = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

  /** What a reader's editor adds; the two libraries have a {@code Task} each. */
  private static final String IMPORTS =
      """
      import dev.taskworkers.%s.*;
      import dev.taskworkers.worker.*;
      import java.util.*;
      import java.util.concurrent.*;
      """;

  private static final String STATEMENTS =
      """
      final class Statements {
        void run(TaskHandler handler) throws Exception {
      %s  }
      }
      """;

  @TempDir Path classes;

  @ParameterizedTest(name = "{0}")
  @MethodSource("snippets")
  void compiles(String page, String snippet) throws IOException {
    var problems = new DiagnosticCollector<JavaFileObject>();
    var name = CLASS.matcher(snippet);
    var found = name.find();
    var file = classes.resolve((found ? name.group(1) : "Statements") + ".java");
    Files.writeString(file, imports(snippet) + (found ? snippet : STATEMENTS.formatted(snippet)));

    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(problems, null, null)) {
      var options = List.of("-d", classes.toString(), "-proc:none");
      compiler.getTask(null, files, problems, options, null, files.getJavaFileObjects(file)).call();
    }

    assertThat(problems.getDiagnostics()).as(page).isEmpty();
  }

  private static String imports(String snippet) {
    return snippet.contains("TaskDispatcher")
        ? IMPORTS.formatted("dispatcher") + "import dev.taskworkers.worker.api.TaskHandler;\n"
        : IMPORTS.formatted("worker.api");
  }

  /** An ellipsis stands for what is the reader's. */
  static Stream<Arguments> snippets() throws IOException {
    try (var pages = Files.list(Path.of("../docs"))) {
      return pages
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .flatMap(JavaInPagesTest::of)
          .toList()
          .stream();
    }
  }

  private static Stream<Arguments> of(Path page) {
    try {
      return FENCE
          .matcher(Files.readString(page))
          .results()
          .map((MatchResult fence) -> fence.group(1).replace("…", ""))
          .map(snippet -> Arguments.of(page.getFileName().toString(), snippet));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
