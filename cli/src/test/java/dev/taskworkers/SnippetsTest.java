// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java in a page compiles against the libraries; {@code …} stands for what is yours. */
@DisplayName("Java in a page")
final class SnippetsTest {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```java\\n(.*?)^```");
  private static final Pattern CLASS = Pattern.compile("(?m)^public final class (\\w+)");

  private record Snippet(String page, String text) {
    @Override
    public String toString() {
      return page + ": " + text.lines().findFirst().orElse("");
    }
  }

  @TempDir Path folder;

  static List<Snippet> snippets() throws IOException {
    var found = new ArrayList<Snippet>();
    for (var page : NamedTestsTest.pages()) {
      FENCE
          .matcher(Files.readString(page))
          .results()
          .forEach(block -> found.add(new Snippet(page.getFileName().toString(), block.group(1))));
    }
    return found;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("snippets")
  void compiles(Snippet snippet) throws IOException {
    assertThat(problems(snippet.text())).isEmpty();
  }

  @Test
  void does_not_compile_with_a_name_that_is_not_there() throws IOException {
    assertThat(problems("var worker = TaskWorker.begin(handler);")).hasSize(1);
    assertThat(snippets()).hasSizeGreaterThan(3);
  }

  /** A class is compiled as a handler's author has it, statements as a part of a method. */
  private List<String> problems(String snippet) throws IOException {
    var text = snippet.replace("…", "");
    var name = CLASS.matcher(text);
    return name.find()
        ? compile(
            name.group(1), "import dev.taskworkers.worker.api.*;\nimport java.util.List;\n" + text)
        : compile(
            "Snippet",
            """
            import dev.taskworkers.dispatcher.*;
            import dev.taskworkers.worker.*;
            import dev.taskworkers.worker.api.TaskHandler;
            import java.util.concurrent.CompletableFuture;

            class Snippet {
              void run(TaskHandler handler) throws Exception {
            %s
              }
            }
            """
                .formatted(text));
  }

  private List<String> compile(String name, String text) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    var source =
        new SimpleJavaFileObject(
            URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    var options =
        List.of(
            "-proc:none",
            "-d",
            folder.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    compiler.getTask(null, null, found, options, null, List.of(source)).call();
    return found.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .map(problem -> problem.getLineNumber() + ": " + problem.getMessage(Locale.ROOT))
        .toList();
  }
}
