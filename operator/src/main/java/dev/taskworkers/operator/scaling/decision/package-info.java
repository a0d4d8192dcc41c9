/**
 * The steps of a decision, in this order: {@link Demand} of what was reckoned, {@link Growth}
 * towards it unless {@link Guards} speak against it, or {@link Shrinking}; {@link Fallback} while
 * nothing is known; {@link Limits} of the user. Each gives a number of pods and an {@link
 * Explanation}.
 */
package dev.taskworkers.operator.scaling.decision;
