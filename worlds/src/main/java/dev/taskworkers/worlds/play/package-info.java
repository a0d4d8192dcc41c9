// SPDX-License-Identifier: Apache-2.0
/**
 * What a world is made of while it is played: virtual time, tasks and what workers meet on the way
 * to them, Kubernetes as far as a pool meets it, and the operator itself.
 */
package dev.taskworkers.worlds.play;
