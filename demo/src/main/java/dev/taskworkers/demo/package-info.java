// SPDX-License-Identifier: Apache-2.0
/** The main job on one machine: local cloud, local cluster, the real operator and real workers. */
package dev.taskworkers.demo;
