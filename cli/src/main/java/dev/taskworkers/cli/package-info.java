// SPDX-License-Identifier: Apache-2.0
/** The taskworkers command: one small class per subcommand. */
package dev.taskworkers.cli;
