// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

/** Which pod it is: no other has had its uid, nor will. */
public record PodIdentity(String namespace, String name, String uid) {}
