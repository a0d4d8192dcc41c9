// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static java.util.stream.Collectors.joining;

import dev.taskworkers.cli.options.Utf8;
import dev.taskworkers.runtime.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A Java handler for a worker on this machine: a class of a class path, or one source file that is
 * compiled in passing, as {@code java FILE.java} does.
 *
 * @param name fully qualified
 * @param loader finds it, and its libraries before ours
 */
record LocalHandler(String name, ClassLoader loader) {
  private static final String SOURCE = ".java";

  /** All jars of a folder. */
  private static final Pattern ALL_JARS = Pattern.compile("(.*/)?\\*");

  /**
   * The handler that {@code --java} and {@code --class-path} mean.
   *
   * @throws UsageException when a file is missing or does not compile
   */
  static LocalHandler of(String java, String classPath) {
    var entries = entries(classPath);
    if (!java.endsWith(SOURCE)) {
      return new LocalHandler(java, loader(entries));
    }
    var classes = compiled(Path.of(java), entries);
    entries.add(0, classes);
    return new LocalHandler(name(Path.of(java), classes), loader(entries));
  }

  private static List<Path> entries(String classPath) {
    var entries = new ArrayList<Path>();
    for (var entry : classPath.split(File.pathSeparator)) {
      if (ALL_JARS.matcher(entry).matches()) {
        entries.addAll(
            jars(existing(entry.equals("*") ? "." : entry.substring(0, entry.length() - 2))));
      } else if (!entry.isEmpty()) {
        entries.add(existing(entry));
      }
    }
    return entries;
  }

  private static Path existing(String entry) {
    var path = Path.of(entry);
    if (!Files.exists(path)) {
      throw new UsageException(
          "--class-path: expected jars and folders that exist, but there is no '" + entry + "'.");
    }
    return path;
  }

  private static List<Path> jars(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("--class-path: the folder '" + folder + "' can't be read.");
    }
  }

  private static Path compiled(Path source, List<Path> entries) {
    if (!Files.isReadable(source)) {
      throw new UsageException("--java: the file '" + source + "' can't be read.");
    }
    // The compiler would print each byte that is no text.
    Utf8.read(source, "--java: the file '" + source + "'");
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new UsageException(
          "--java: a source file needs a JDK, but this is a JRE; compile it, and give the class.");
    }
    var classes = temporaryFolder();
    var words = new StringWriter();
    var options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            Stream.concat(
                    Stream.of(System.getProperty("java.class.path")),
                    entries.stream().map(Path::toString))
                .collect(joining(File.pathSeparator)));
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjects(source);
      if (!compiler.getTask(words, files, null, options, null, units).call()) {
        throw new UsageException(
            "--java: the file '" + source + "' does not compile:\n" + words.toString().strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return classes;
  }

  private static Path temporaryFolder() {
    try {
      // Classes are loaded from it until the process ends.
      return ScratchFolder.make("taskworkers-handler-", () -> {}).path();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class that the file is called after, in whatever package it is. */
  private static String name(Path source, Path classes) {
    var name = source.getFileName().toString().replace(SOURCE, "");
    try (var all = Files.walk(classes)) {
      return all.filter(path -> path.endsWith(name + ".class"))
          .map(path -> classes.relativize(path).toString())
          .map(path -> path.substring(0, path.length() - ".class".length()))
          .map(path -> path.replace(File.separatorChar, '.'))
          .findFirst()
          .orElseThrow(
              () ->
                  new UsageException(
                      "--java: expected a class '"
                          + name
                          + "' in '"
                          + source
                          + "', but found none. Name the class like its file."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassLoader loader(List<Path> entries) {
    var urls = entries.stream().map(LocalHandler::url).toArray(URL[]::new);
    return new URLClassLoader(urls, LocalHandler.class.getClassLoader());
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("A path is no address: " + entry, e);
    }
  }
}
