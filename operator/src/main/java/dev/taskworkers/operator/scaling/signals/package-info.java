/** What is seen from outside: pods, backlog, arrivals and the workers' own reports. */
package dev.taskworkers.operator.scaling.signals;
