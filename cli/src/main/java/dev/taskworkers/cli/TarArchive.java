// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Writes a folder as a .tar.gz that is the same to the byte each time. */
final class TarArchive {
  private TarArchive() {}

  /**
   * Writes {@code folder} to {@code target}.
   *
   * @param root what the folder is called in the archive
   */
  static void write(Path folder, String root, Path target) throws IOException {
    try (OutputStream file = Files.newOutputStream(target);
        var gzip = new GzipCompressorOutputStream(file);
        var tar = new TarArchiveOutputStream(gzip)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var path : files(folder)) {
        var name = root + "/" + folder.relativize(path).toString();
        var entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(path));
        entry.setMode(Files.isExecutable(path) ? 0100755 : 0100644);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        Files.copy(path, tar);
        tar.closeArchiveEntry();
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
