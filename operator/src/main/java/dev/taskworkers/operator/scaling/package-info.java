// SPDX-License-Identifier: Apache-2.0
/**
 * The decision: a pure function of what a pool wants, what was seen and what is remembered. Nothing
 * here reads a clock, talks to a network or knows Kubernetes; only {@code java.*} is imported.
 *
 * <p>{@link dev.taskworkers.operator.scaling.Autoscaler#decide} takes its steps in this order: the
 * {@link dev.taskworkers.operator.scaling.estimate estimate} of the present; {@link Demand} of it;
 * {@link ScaleUp} towards that unless {@link ScaleUpVetoes} speak against it, or {@link ScaleDown};
 * {@link Fallback} while nothing is known; {@link Limits} of the user. {@link Explanation} says
 * why.
 */
package dev.taskworkers.operator.scaling;
