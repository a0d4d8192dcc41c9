// SPDX-License-Identifier: Apache-2.0
/** What {@code kubectl twp} says of pools; the numbers are those of the page. */
package dev.taskworkers.cli.twp;
