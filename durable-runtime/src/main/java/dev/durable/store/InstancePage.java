package dev.durable.store;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list. It may have fewer instances than were asked for: it also ends where
 * it becomes large.
 *
 * @param instances the instances in order
 * @param next where the part ends, or {@code null} if it is the last one
 */
public record InstancePage(List<InstanceSummary> instances, @Nullable InstancePosition next) {

}
