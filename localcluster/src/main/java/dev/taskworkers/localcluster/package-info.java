// SPDX-License-Identifier: Apache-2.0
/** The API server in this process, and what its clients do when it refuses. */
package dev.taskworkers.localcluster;
