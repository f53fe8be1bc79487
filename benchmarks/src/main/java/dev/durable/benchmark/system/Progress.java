package dev.durable.benchmark.system;

/**
 * SQL that tells how far a system is. It does not need the system to run.
 *
 * @param unfinished counts the orchestrations that are not complete
 * @param inMemory counts those that wait and are in memory nevertheless, although they
 * will not stay there
 * @param recordedSteps counts the activities whose results are recorded; a format with
 * the number of activities of an orchestration and the number of orchestrations
 */
public record Progress(String unfinished, String inMemory, String recordedSteps) {

}
