// SPDX-License-Identifier: Apache-2.0
/** The command line, as it is built. */
package dev.taskworkers.e2e.command;
