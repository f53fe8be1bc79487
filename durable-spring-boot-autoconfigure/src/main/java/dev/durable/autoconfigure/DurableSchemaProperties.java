package dev.durable.autoconfigure;

import dev.durable.store.jpa.SchemaMode;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the tables in which durable orchestrations are kept.
 */
@ConfigurationProperties("durable.schema")
public class DurableSchemaProperties {

	/**
	 * Whether the application creates and upgrades the tables when it starts, or only
	 * checks that they are up to date.
	 */
	private SchemaMode mode = SchemaMode.ALWAYS;

	public SchemaMode getMode() {
		return this.mode;
	}

	public void setMode(SchemaMode mode) {
		this.mode = mode;
	}

}
