/**
 * The decision: a pure function of what a pool wants, what was seen and what is remembered. Nothing
 * here reads a clock, talks to a network or knows Kubernetes; only {@code java.*} is imported.
 *
 * <p>{@link dev.taskworkers.operator.scaling.Autoscaler#decide} does it in four sentences: learn
 * how long tasks and pod starts take; reckon the queue of now from the last fix; work out how many
 * pods that demands when new ones are ready; and let guards and limits have the last word.
 */
package dev.taskworkers.operator.scaling;
