// SPDX-License-Identifier: Apache-2.0
/** Tasks in a Spring Boot application: a bean that is a handler, and one that sends. */
package dev.taskworkers.spring;
