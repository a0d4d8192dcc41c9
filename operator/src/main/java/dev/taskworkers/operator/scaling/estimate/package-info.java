// SPDX-License-Identifier: Apache-2.0
/** From signals of different ages to the queue, the rates and the durations of now. */
package dev.taskworkers.operator.scaling.estimate;
