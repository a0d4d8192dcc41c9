// SPDX-License-Identifier: Apache-2.0
/** What a world is like: its load, tasks, pods, user, and what goes wrong; nothing but values. */
package dev.taskworkers.worlds.spec;
