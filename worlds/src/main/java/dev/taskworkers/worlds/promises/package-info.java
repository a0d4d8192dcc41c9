// SPDX-License-Identifier: Apache-2.0
/**
 * What has happened in a world, and what is promised in every one; each promise is checked on that
 * history alone.
 */
package dev.taskworkers.worlds.promises;
