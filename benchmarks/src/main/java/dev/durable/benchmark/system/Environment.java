package dev.durable.benchmark.system;

import java.util.Map;

/**
 * What a system is started with.
 *
 * @param url the JDBC URL of the database, with user and password
 * @param inFlight how many orchestrations will run at once, for those that can be tuned
 * to it
 * @param activity what activities do
 * @param properties further properties of a Spring Boot application
 */
public record Environment(String url, int inFlight, ActivityBody activity, Map<String, Object> properties) {

	public Environment(String url, int inFlight, ActivityBody activity) {
		this(url, inFlight, activity, Map.of());
	}

}
