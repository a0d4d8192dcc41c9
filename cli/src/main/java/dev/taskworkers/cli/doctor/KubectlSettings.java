// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.IpAddressMatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code kubectl} takes from a kubeconfig and its environment, and fabric8's merge does not: a
 * user that is impersonated, a file with a token, proxies. What can't be taken is refused: to act
 * as somebody else than {@code kubectl} does is worse than not to act.
 */
final class KubectlSettings {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[?::1]?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final Config config;
  private final Map<String, String> environment;

  private KubectlSettings(Config config, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
  }

  /** Adds them to {@code config}, which the files were merged into; the first file's count. */
  static void add(
      Config config,
      Map<String, String> environment,
      List<io.fabric8.kubernetes.api.model.Config> files) {
    if (config.getCurrentContext() == null) {
      throw chooseContext(
          currentContext(files)
              .map(name -> "The kubeconfig's current context is '" + name + "', which isn't in it")
              .orElse("The kubeconfig has no current context"));
    }
    var settings = new KubectlSettings(config, environment);
    var context = config.getCurrentContext().getContext();
    first(
            files,
            file -> file.getClusters(),
            cluster ->
                Objects.equals(cluster.getName(), context.getCluster())
                    ? cluster.getCluster()
                    : null)
        .ifPresentOrElse(
            settings::reach,
            () -> {
              throw chooseContext(
                  "The kubeconfig's current context names the cluster '"
                      + context.getCluster()
                      + "', but there is no such cluster");
            });
    first(
            files,
            file -> file.getUsers(),
            user -> Objects.equals(user.getName(), context.getUser()) ? user.getUser() : null)
        .ifPresent(settings::authenticate);
  }

  private static UsageException chooseContext(String problem) {
    return new UsageException(problem + "; choose a context: kubectl config use-context NAME.");
  }

  /** The name of the context that counts, if a file has one. */
  private static Optional<String> currentContext(
      List<io.fabric8.kubernetes.api.model.Config> files) {
    return files.stream()
        .map(file -> given(file.getCurrentContext()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static <N, T> Optional<T> first(
      List<io.fabric8.kubernetes.api.model.Config> files,
      Function<io.fabric8.kubernetes.api.model.Config, List<N>> named,
      Function<N, T> wanted) {
    return files.stream()
        .flatMap(file -> written(named.apply(file)).stream())
        .map(wanted)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** An empty list is {@code null} where {@code kubectl} has written it. */
  private static <T> List<T> written(List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }

  private void reach(Cluster cluster) {
    var server = server(Objects.requireNonNullElse(cluster.getServer(), ""));
    var name = given(cluster.getTlsServerName());
    if (name.isPresent() && !name.get().equals(server.getHost())) {
      throw new UsageException(
          "The kubeconfig's cluster has tls-server-name '"
              + name.get()
              + "', but the name of the server can't be chosen here; name it in server instead.");
    }
    var proxy =
        given(cluster.getProxyUrl())
            .map(url -> http(url, "proxy-url"))
            .or(() -> surrounding(server))
            .orElse(null);
    if (proxy != null && URI.create(proxy).getUserInfo() != null) {
      // The JDK sends a proxy no password before a connection to an HTTPS server, unless told to.
      System.getProperties().putIfAbsent("jdk.http.auth.tunneling.disabledSchemes", "");
    }
    config.setHttpProxy(proxy);
    config.setHttpsProxy(proxy);
  }

  /** As {@code kubectl} reads it, but without a scheme it is taken for HTTPS. */
  private static URI server(String url) {
    try {
      var server = URI.create(url.contains("://") ? url : "https://" + url);
      if (server.getHost() != null) {
        return server;
      }
    } catch (IllegalArgumentException e) {
      // As one without a host.
    }
    throw new UsageException(
        "The kubeconfig's cluster: expected the URL of a server, but found '" + url + "'.");
  }

  /** As Go's: never for this machine, and not for what NO_PROXY names. */
  private Optional<String> surrounding(URI server) {
    var variable = server.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
    var host = server.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    if (LOOPBACK.matcher(host).matches() || isExcepted(server, host)) {
      return Optional.empty();
    }
    return variable(variable).map(url -> http(url, variable));
  }

  private boolean isExcepted(URI server, String host) {
    return Stream.of(variable("NO_PROXY").orElse("").split(","))
        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> covers(entry, server, host));
  }

  private static boolean covers(String entry, URI server, String host) {
    if (entry.equals("*") || entry.equals(host) || entry.equals(host + ":" + server.getPort())) {
      return true;
    }
    if (ADDRESS.matcher(host).matches()) {
      return entry.matches("([0-9.]+|.*:.*)/[0-9]+") && new IpAddressMatcher(entry).matches(host);
    }
    var domain = entry.startsWith("*.") ? entry.substring(1) : entry;
    return host.endsWith(domain.startsWith(".") ? domain : "." + domain);
  }

  private Optional<String> variable(String name) {
    return given(environment.get(name))
        .or(() -> given(environment.get(name.toLowerCase(Locale.ROOT))));
  }

  private static String http(String url, String from) {
    var full = url.contains("://") ? url : "http://" + url;
    try {
      var proxy = URI.create(full);
      if ("http".equals(proxy.getScheme()) && proxy.getHost() != null) {
        return proxy.getPort() < 0 ? "http://" + proxy.getRawAuthority() + ":80" : full;
      }
    } catch (IllegalArgumentException e) {
      // It may hold a password, so it is not told.
    }
    throw new UsageException(
        from
            + ": expected the URL of an HTTP proxy, such as http://HOST:PORT; others can't be"
            + " used here.");
  }

  private void authenticate(AuthInfo user) {
    impersonate(user);
    given(user.getTokenFile()).ifPresent(this::readToken);
    requireCredentials(user);
  }

  /** fabric8's merge has run the program of a user that has one, and goes on if it failed. */
  private void requireCredentials(AuthInfo user) {
    if (user.getExec() != null
        && given(user.getTokenFile()).isEmpty()
        && given(config.getAutoOAuthToken()).isEmpty()
        && given(config.getClientCertData()).isEmpty()
        && given(config.getClientCertFile()).isEmpty()
        && given(config.getUsername()).isEmpty()) {
      var file = KubeConfigUtils.getFileWithNamedAuthInfo(config.getCurrentContext());
      throw new CredentialProgram(
              user.getExec(), Optional.ofNullable(file).map(named -> named.toPath().getParent()))
          .failure();
    }
  }

  private void impersonate(AuthInfo user) {
    if (given(user.getAsUid()).isPresent()) {
      throw new UsageException(
          "The kubeconfig's user has as-uid, which can't be sent here; choose another user or"
              + " context.");
    }
    var as = given(user.getAs());
    var groups = written(user.getAsGroups());
    var extra = Objects.requireNonNullElse(user.getAsUserExtra(), Map.<String, List<String>>of());
    if (as.isEmpty() && !(groups.isEmpty() && extra.isEmpty())) {
      throw new UsageException(
          "The kubeconfig's user has as-groups or as-user-extra, but no as: kubectl refuses that,"
              + " too.");
    }
    as.ifPresent(config::setImpersonateUsername);
    config.setImpersonateGroups(groups.toArray(String[]::new));
    var extras = new TreeMap<String, List<String>>();
    extra.forEach((key, values) -> extras.put(inHeader(key), values));
    config.setImpersonateExtras(extras);
  }

  /** The API server decodes it: a key such as {@code example.com/team} is no name of a header. */
  private static String inHeader(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Who writes it renews it, so it is read again for each request. */
  private void readToken(String name) {
    var folder = KubeConfigUtils.getFileWithNamedAuthInfo(config.getCurrentContext());
    var file = folder == null ? Path.of(name) : folder.toPath().resolveSibling(name);
    if (!Files.isReadable(file)) {
      throw new UsageException(
          "The kubeconfig's user has tokenFile '" + file + "', but it can't be read.");
    }
    config.setOauthTokenProvider(() -> token(file));
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("The token in " + file + " can't be read", e);
    }
  }

  private static Optional<String> given(String value) {
    return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
  }
}
