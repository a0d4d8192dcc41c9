/** {@code taskworkers release}: everything that a release consists of, in a folder. */
package dev.taskworkers.cli.release;
