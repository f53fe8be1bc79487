package dev.durable.benchmark.system;

/**
 * SQL that tells how far a system is. It does not need the system to run. What is asked
 * again and again finds its row by an index, and no more than one.
 *
 * @param unfinished finds one of the orchestrations that are not completed, if there is
 * one; those that have failed are not
 * @param inMemory finds one of those that wait and are in memory nevertheless, although
 * they will not stay there
 * @param recordedSteps counts the activities whose results are recorded; a format with
 * the number of activities of an orchestration and the number of orchestrations
 */
public record Progress(String unfinished, String inMemory, String recordedSteps) {

}
