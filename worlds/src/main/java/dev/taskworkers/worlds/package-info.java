// SPDX-License-Identifier: Apache-2.0
/** Whole worlds, drawn by the thousand, and what is promised in each of them. */
package dev.taskworkers.worlds;
