package dev.durable.store.jpa;

/**
 * Whether the store creates and upgrades its tables.
 */
public enum SchemaMode {

	/**
	 * Create or upgrade the tables if need be. Several nodes may do so at the same time.
	 */
	ALWAYS,

	/**
	 * Only check that the tables are there and new enough.
	 */
	NEVER

}
