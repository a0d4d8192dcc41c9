/** What the commands share in their words. */
package dev.taskworkers.cli.options;
