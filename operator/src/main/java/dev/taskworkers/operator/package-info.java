// SPDX-License-Identifier: Apache-2.0
/**
 * What every part of the operator stands on: its configuration, names of resources, whether they
 * are fit and who may use them, and when a call may begin.
 */
package dev.taskworkers.operator;
