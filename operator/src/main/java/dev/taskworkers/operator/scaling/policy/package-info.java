/** What the user wants of a pool, as far as scaling is concerned. */
package dev.taskworkers.operator.scaling.policy;
