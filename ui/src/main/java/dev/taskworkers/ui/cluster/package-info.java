// SPDX-License-Identifier: Apache-2.0
/** A real cluster, seen with the rights of whoever looks. */
package dev.taskworkers.ui.cluster;
