package dev.taskworkers.e2e.images;

import java.util.Locale;

/** One of our images: a module of ours, packed. */
public enum Image {
  OPERATOR("dev.taskworkers.operator.Main"),
  WORKER("dev.taskworkers.worker.Main");

  private final String mainClass;

  Image(String mainClass) {
    this.mainClass = mainClass;
  }

  /** Of the module, the Dockerfile and the repository. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String mainClass() {
    return mainClass;
  }
}
