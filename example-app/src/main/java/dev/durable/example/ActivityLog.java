package dev.durable.example;

import dev.durable.ActivityContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Logs each run of an activity, so that one can see in the log that work recorded before
 * a crash is not done again after it.
 */
@Component
public class ActivityLog {

	private static final Logger logger = LoggerFactory.getLogger(ActivityLog.class);

	/**
	 * Log that an activity begins to run.
	 * @param context the call that it serves
	 */
	public void started(ActivityContext context) {
		logger.info("{} runs for {} (task {}, attempt {})", context.activityName(), context.instanceId(),
				context.taskId(), context.attempt());
	}

	/**
	 * Log that an activity begins to run that does not ask for its call.
	 * @param activityName the activity
	 * @param instanceId the orchestration instance that it runs for
	 */
	public void started(String activityName, String instanceId) {
		logger.info("{} runs for {}", activityName, instanceId);
	}

}
