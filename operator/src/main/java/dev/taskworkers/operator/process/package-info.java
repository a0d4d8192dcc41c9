// SPDX-License-Identifier: Apache-2.0
/** The operator as a process: composition, leader election, health, shutdown. */
package dev.taskworkers.operator.process;
