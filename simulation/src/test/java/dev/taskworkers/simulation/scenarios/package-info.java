/**
 * Scenarios that an operator must come through: worlds as values, played second by second on
 * virtual time with the operator's own classes between the world and each decision.
 */
package dev.taskworkers.simulation.scenarios;
