package dev.durable.benchmark.system;

/**
 * What a system is started with.
 *
 * @param url the JDBC URL of an empty database, with user and password
 * @param inFlight how many orchestrations will run at once, for those that can be tuned
 * to it
 * @param activity what activities do
 */
public record Environment(String url, int inFlight, ActivityBody activity) {

}
