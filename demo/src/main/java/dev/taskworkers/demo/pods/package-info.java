/**
 * What runs in the demo's pods: operator and worker on a clock that may be faster than the wall
 * clock.
 */
package dev.taskworkers.demo.pods;
