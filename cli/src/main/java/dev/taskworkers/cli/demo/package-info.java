/** How the demo looks on a terminal. */
package dev.taskworkers.cli.demo;
