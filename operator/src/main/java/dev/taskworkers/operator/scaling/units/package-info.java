/** Numbers with their units: seconds to reckon with, words to read. */
package dev.taskworkers.operator.scaling.units;
