package dev.durable.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the tables in which durable orchestrations are kept.
 */
@ConfigurationProperties("durable.schema")
public class DurableSchemaProperties {

	/**
	 * How the tables come into being.
	 */
	private Mode mode = Mode.ALWAYS;

	public Mode getMode() {
		return this.mode;
	}

	public void setMode(Mode mode) {
		this.mode = mode;
	}

	/**
	 * Ways in which the tables come into being.
	 */
	public enum Mode {

		/**
		 * The application creates and updates them when it starts.
		 */
		ALWAYS,

		/**
		 * Somebody else does; the application fails to start if they are not up to date.
		 */
		NEVER

	}

}
