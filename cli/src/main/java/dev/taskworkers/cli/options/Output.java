// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --format}, and how a result comes out: for people, or for programs. */
public final class Output {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private enum Format {
    table,
    json
  }

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "The output format (${DEFAULT-VALUE}).")
  private Format format;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Prints {@code result} as JSON, or lets {@code table} print it. */
  public void print(Object result, Consumer<PrintWriter> table) {
    printJson(result);
    printTable(table);
  }

  /** Prints only where a table is wanted, for one that comes line by line. */
  public void printTable(Consumer<PrintWriter> table) {
    if (format == Format.table) {
      var out = command.commandLine().getOut();
      table.accept(out);
      out.flush();
    }
  }

  /** Prints only where JSON is wanted, once all of it is known. */
  public void printJson(Object result) {
    if (format == Format.json) {
      var out = command.commandLine().getOut();
      out.println(toJson(result));
      out.flush();
    }
  }

  /** Where people are told what is no result. */
  public PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** A value as JSON with line breaks. */
  public static String toJson(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A result of plain values can't be written as JSON.", e);
    }
  }
}
