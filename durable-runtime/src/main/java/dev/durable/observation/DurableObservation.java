package dev.durable.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Observations of durable orchestrations, and the keys of all their spans.
 */
public enum DurableObservation implements ObservationDocumentation {

	/**
	 * Creation of an orchestration instance.
	 */
	ORCHESTRATION_CREATION {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultOrchestrationCreationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { TaskKey.TYPE, TaskKey.NAME };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { TaskKey.INSTANCE_ID, TaskKey.VERSION };
		}
	},

	/**
	 * Run of one attempt of an activity.
	 */
	ACTIVITY_RUN {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultActivityRunConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return ActivityKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { TaskKey.TYPE, TaskKey.NAME, TaskKey.INSTANCE_ID, TaskKey.TASK_ID, TaskKey.ATTEMPT };
		}
	},

	/**
	 * External event on its way to an instance.
	 */
	EVENT_SENDING {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultEventSendingConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return EventKey.values();
		}
	};

	/**
	 * Keys of orchestrations and their tasks.
	 */
	public enum TaskKey implements KeyName {

		/**
		 * {@code orchestration}, {@code activity} or {@code timer}.
		 */
		TYPE {
			@Override
			public String asString() {
				return "durabletask.type";
			}
		},

		/**
		 * Orchestrator or activity.
		 */
		NAME {
			@Override
			public String asString() {
				return "durabletask.task.name";
			}
		},

		/**
		 * Version of the orchestrator, if it has one.
		 */
		VERSION {
			@Override
			public String asString() {
				return "durabletask.task.version";
			}
		},

		/**
		 * Instance that is run, or that calls.
		 */
		INSTANCE_ID {
			@Override
			public String asString() {
				return "durabletask.task.instance_id";
			}
		},

		/**
		 * Number of the task in its instance.
		 */
		TASK_ID {
			@Override
			public String asString() {
				return "durabletask.task.task_id";
			}
		},

		/**
		 * Attempt, from 1.
		 */
		ATTEMPT {
			@Override
			public String asString() {
				return "durabletask.task.attempt";
			}
		},

		/**
		 * Status with which an orchestration has finished; {@code Abandoned} for a call
		 * that it has finished without.
		 */
		STATUS {
			@Override
			public String asString() {
				return "durabletask.task.status";
			}
		},

		/**
		 * When a timer was to fire.
		 */
		FIRE_AT {
			@Override
			public String asString() {
				return "durabletask.fire_at";
			}
		}

	}

	/**
	 * Keys of the timer of activities.
	 */
	public enum ActivityKey implements KeyName {

		/**
		 * Activity.
		 */
		NAME {
			@Override
			public String asString() {
				return "name";
			}
		},

		/**
		 * {@code completed} or {@code failed}.
		 */
		OUTCOME {
			@Override
			public String asString() {
				return "outcome";
			}
		}

	}

	/**
	 * Keys of events.
	 */
	public enum EventKey implements KeyName {

		/**
		 * Name of the event.
		 */
		NAME {
			@Override
			public String asString() {
				return "durabletask.event.name";
			}
		},

		/**
		 * Instance that receives the event.
		 */
		TARGET_INSTANCE_ID {
			@Override
			public String asString() {
				return "durabletask.event.target_instance_id";
			}
		}

	}

}
