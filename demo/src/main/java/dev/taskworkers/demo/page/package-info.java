/** The demo in a browser: its timeline, live, on a loopback port. */
package dev.taskworkers.demo.page;
