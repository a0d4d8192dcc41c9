// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

/** What came of a question; both are sentences without their full stops. */
record Answer(String question, String found) {}
