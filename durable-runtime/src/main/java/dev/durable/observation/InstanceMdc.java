package dev.durable.observation;

import org.slf4j.MDC;

/**
 * Puts the instance that a log statement is about into the MDC, as
 * {@code durable.instanceId}.
 */
public final class InstanceMdc {

	private InstanceMdc() {
	}

	/**
	 * Log something about an instance. What is in the MDC already comes back afterwards.
	 * @param instanceId the instance
	 * @param statement logs
	 */
	public static void about(String instanceId, Runnable statement) {
		String before = MDC.get(MdcScope.INSTANCE_ID);
		MDC.put(MdcScope.INSTANCE_ID, instanceId);
		try {
			statement.run();
		}
		finally {
			if (before != null) {
				MDC.put(MdcScope.INSTANCE_ID, before);
			}
			else {
				MDC.remove(MdcScope.INSTANCE_ID);
			}
		}
	}

}
