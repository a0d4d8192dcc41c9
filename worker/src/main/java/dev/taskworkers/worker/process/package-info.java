// SPDX-License-Identifier: Apache-2.0
/**
 * What a worker's process hears from outside, and its memory: signals to end, the notice that a
 * spot node goes, and how much memory it may use and does.
 */
package dev.taskworkers.worker.process;
