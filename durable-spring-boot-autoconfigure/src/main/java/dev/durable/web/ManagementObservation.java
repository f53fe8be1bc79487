package dev.durable.web;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Observations of the management API.
 */
public enum ManagementObservation implements ObservationDocumentation {

	/**
	 * An operation, from when it is known what the caller wants and may do to when there
	 * is an answer.
	 */
	OPERATION {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultManagementObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighKey.values();
		}
	};

	/**
	 * Keys with few values.
	 */
	public enum LowKey implements KeyName {

		/**
		 * What is done, such as {@code raise_event}.
		 */
		OPERATION {
			@Override
			public String asString() {
				return "operation";
			}
		},

		/**
		 * {@code success}, {@code refused} because of what the caller wants, or
		 * {@code failed}.
		 */
		OUTCOME {
			@Override
			public String asString() {
				return "outcome";
			}
		}

	}

	/**
	 * Keys with any value, each of them there if it makes sense for the operation.
	 */
	public enum HighKey implements KeyName {

		/**
		 * Orchestrator to start, as the caller calls it.
		 */
		ORCHESTRATOR("orchestrator"),

		/**
		 * Instance.
		 */
		INSTANCE_ID("instance_id"),

		/**
		 * Event.
		 */
		EVENT_NAME("event_name"),

		/**
		 * Why it is terminated.
		 */
		TERMINATE_REASON("terminate.reason"),

		/**
		 * Why it is suspended.
		 */
		SUSPEND_REASON("suspend.reason"),

		/**
		 * Why it is resumed.
		 */
		RESUME_REASON("resume.reason"),

		/**
		 * Why it is rewound.
		 */
		REWIND_REASON("rewind.reason"),

		/**
		 * Instance that was started.
		 */
		RESPONSE_INSTANCE_ID("response.instance_id"),

		/**
		 * Status of the instance.
		 */
		RESPONSE_RUNTIME_STATUS("response.runtime_status"),

		/**
		 * How many instances were deleted.
		 */
		RESPONSE_DELETED("response.deleted"),

		/**
		 * How many instances were listed.
		 */
		RESPONSE_INSTANCES("response.instances");

		private final String key;

		HighKey(String name) {
			this.key = "durable.management." + name;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
