// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documented behaviour of Google's service that Google's emulator may lack: what it does instead.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Deviates {
  String value();
}
