/** When tasks are dispatched: a trace of real arrivals, or a built-in one. */
package dev.taskworkers.lab.demo.arrivals;
