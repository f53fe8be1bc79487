package dev.durable.example.hello;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.example.ActivityLog;

import org.springframework.stereotype.Component;

/**
 * Says hello to three cities, one after the other.
 */
@Component
class HelloCities {

	private final ActivityLog activityLog;

	HelloCities(ActivityLog activityLog) {
		this.activityLog = activityLog;
	}

	@Orchestrator("HelloCities")
	List<String> helloCities(OrchestrationContext context) {
		List<String> greetings = new ArrayList<>();
		for (String city : List.of("Tokyo", "Seattle", "London")) {
			greetings.add(context.callActivity("SayHello", city, String.class).await());
		}
		return greetings;
	}

	@Activity("SayHello")
	String sayHello(String city, ActivityContext context) {
		this.activityLog.started(context);
		return "Hello " + city + "!";
	}

}
