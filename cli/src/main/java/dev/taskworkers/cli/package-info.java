/** The taskworkers command: one small class per subcommand. */
package dev.taskworkers.cli;
