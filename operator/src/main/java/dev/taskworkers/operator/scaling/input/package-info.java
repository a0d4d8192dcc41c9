// SPDX-License-Identifier: Apache-2.0
/** What a decision is made from: what the user wants and what is seen, in plain values. */
package dev.taskworkers.operator.scaling.input;
