package dev.taskworkers.worlds;

import dev.taskworkers.worlds.spec.World;
import java.util.function.UnaryOperator;

/**
 * One thing that makes a world another one than the plain one.
 *
 * @param name of its kind, by which it is counted
 */
record Item(String name, UnaryOperator<World> change) {}
