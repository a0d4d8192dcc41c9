/** Looking after a dead-letter subscription. */
package dev.taskworkers.cli.deadletters;
