// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.taskworkers.testbed.TypedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Each command that a page tells its reader to type has options that its program knows: ours by its
 * own parser, values of the chart by the chart, other programs by the list below.
 */
@DisplayName("What a page says to type")
class TypedCommandsTest {
  private static final Path ROOT = Path.of("..");

  private static final CommandLine OURS = Taskworkers.commandLine();

  /** Options of other programs, as their manuals have them. */
  private static final Map<String, Set<String>> KNOWN =
      known(
          """
          docker load
          docker network inspect: --format
          docker save
          gcloud auth application-default login: --impersonate-service-account
          gcloud iam roles create: --project --title --permissions
          gcloud iam service-accounts add-iam-policy-binding: --role --member
          gcloud iam service-accounts create: --project
          gcloud projects add-iam-policy-binding: --role --condition --member
          gcloud pubsub subscriptions add-iam-policy-binding: --role --member
          gcloud pubsub subscriptions update: --clear-retry-policy --update-labels --expiration-period
          gcloud pubsub topics add-iam-policy-binding: --role --member
          helm install: --namespace --create-namespace --set --wait
          helm rollback: --namespace --wait
          helm uninstall: --namespace
          helm upgrade: --namespace --reset-then-reuse-values --reuse-values --set --wait
          kind create cluster
          kind delete cluster
          kind load docker-image
          kind load image-archive
          kubectl annotate: --namespace --overwrite --selector
          kubectl apply: --namespace --filename -f
          kubectl create namespace
          kubectl create secret generic: --namespace --from-file
          kubectl create serviceaccount: --namespace
          kubectl debug
          kubectl delete: --namespace --all --all-namespaces --selector
          kubectl describe: --namespace --selector
          kubectl drain
          kubectl exec
          kubectl explain
          kubectl get: --namespace -n --all-namespaces --selector --field-selector --output -o --watch --subresource
          kubectl logs: --namespace --selector --prefix --tail
          kubectl patch: --namespace --type --patch -p
          kubectl port-forward: --namespace -n
          kubectl rollout pause
          kubectl rollout restart
          kubectl rollout status: --namespace --timeout
          kubectl scale: --namespace --replicas
          kubectl twp top
          kubectl wait: --namespace --for --timeout
          """);

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void has_options_that_its_program_knows(String page) throws IOException {
    var wrong = new TreeMap<String, String>();
    for (var words : TypedCommands.in(Files.readString(ROOT.resolve(page)))) {
      problem(words).ifPresent(what -> wrong.put(String.join(" ", words), what));
    }
    assertThat(wrong).isEmpty();
  }

  /** The test can fail: it sees a misspelt option, value of the chart, and verb. */
  @Test
  void is_read_to_its_end() {
    assertThat(
            Stream.of(
                "./taskworkers demo --sekonds 3",
                "seq 3 | ./taskworkers dispatch --topik x -",
                "helm install a helm \\\n  --set image.repositry=x",
                "kubectl scale taskworkerpool x --replica=3",
                "kubectl obtain pods",
                "   kubectl obtain pods"))
        .allSatisfy(
            text ->
                assertThat(TypedCommands.in("```sh\n" + text + "\n```"))
                    .anySatisfy(words -> assertThat(problem(words)).isPresent()));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"docs/getting-started.md", "docs/install.md"})
  void makes_each_namespace_before_something_is_in_it(String page) throws IOException {
    assertThat(inNoNamespace(Files.readString(ROOT.resolve(page)))).isEmpty();
    assertThat(inNoNamespace("```sh\nkubectl get pods --namespace media\n```")).hasSize(1);
  }

  /** Commands in a namespace that no command before them has made. */
  private static List<List<String>> inNoNamespace(String page) {
    var made = new HashSet<String>();
    var found = new ArrayList<List<String>>();
    for (var words : TypedCommands.in(page)) {
      var option = words.indexOf("--namespace");
      if (words
          .subList(0, Math.min(3, words.size()))
          .equals(List.of("kubectl", "create", "namespace"))) {
        made.addAll(words.subList(3, words.size()));
      } else if (words.contains("--create-namespace")) {
        made.add(words.get(option + 1));
      } else if (option >= 0 && !made.contains(words.get(option + 1))) {
        found.add(words);
      }
    }
    return found;
  }

  static List<String> pages() throws IOException {
    try (var docs = Files.walk(ROOT.resolve("docs"));
        var top = Files.list(ROOT)) {
      return Stream.concat(docs, top)
          .map(page -> ROOT.relativize(page).toString())
          .filter(page -> page.endsWith(".md") && !page.equals("CHANGELOG.md"))
          .filter(page -> !page.equals("docs/commands.md"))
          .sorted()
          .toList();
    }
  }

  private static Optional<String> problem(List<String> words) {
    return words.get(0).endsWith("taskworkers") ? ofOurs(words) : ofOthers(words);
  }

  private static Optional<String> ofOurs(List<String> words) {
    var arguments = words.subList(1, words.size()).toArray(String[]::new);
    // The script beside the sources runs the tests itself.
    var isOfTheScript = arguments.length > 0 && arguments[0].equals("test");
    if (isOfTheScript || String.join(" ", arguments).contains("…")) {
      return Optional.empty();
    }
    try {
      OURS.parseArgs(arguments);
      return Optional.empty();
    } catch (CommandLine.MissingParameterException e) {
      // A page may name a command without all that it takes.
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      var isPlaceholder = e.getValue() != null && e.getValue().matches("[A-Z]+");
      return isPlaceholder ? Optional.empty() : Optional.of(e.getMessage());
    }
  }

  private static Optional<String> ofOthers(List<String> words) {
    var plain = words.stream().filter(word -> !word.startsWith("-")).toList();
    var called = String.join(" ", words) + " ";
    var command =
        KNOWN.keySet().stream()
            .filter(name -> called.startsWith(name + " ") || plain(called, name))
            .max((one, other) -> Integer.compare(one.length(), other.length()));
    if (command.isEmpty()) {
      return plain.size() > 1 ? Optional.of("unknown command") : Optional.empty();
    }
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (word.startsWith("-") && !KNOWN.get(command.get()).contains(word.split("=")[0])) {
        return Optional.of("unknown option " + word);
      }
      if (word.equals("--set")) {
        var missing = values(words.get(i + 1)).filter(key -> !isValue(key)).findFirst();
        if (missing.isPresent()) {
          return missing.map(key -> "unknown value of the chart " + key);
        }
      }
    }
    return Optional.empty();
  }

  /** As kubectl takes it, with options before the verb. */
  private static boolean plain(String called, String name) {
    return called.replaceAll(" --?n(?:amespace)?[= ]\\S+", "").startsWith(name + " ");
  }

  private static Stream<String> values(String set) {
    return Arrays.stream(set.replaceAll("\\{[^}]*}", "").split(","))
        .map(each -> each.split("=")[0]);
  }

  private static boolean isValue(String key) {
    try {
      JsonNode at = new YAMLMapper().readTree(ROOT.resolve("helm/values.yaml").toFile());
      return !at.at("/" + key.replace('.', '/')).isMissingNode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Set<String>> known(String lines) {
    var known = new LinkedHashMap<String, Set<String>>();
    lines
        .lines()
        .map(line -> line.split(": "))
        .forEach(
            parts ->
                known.put(parts[0], parts.length == 1 ? Set.of() : Set.of(parts[1].split(" "))));
    return known;
  }
}
