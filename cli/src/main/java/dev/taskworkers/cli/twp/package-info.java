/** What {@code kubectl twp} says of pools; the numbers are those of the page. */
package dev.taskworkers.cli.twp;
