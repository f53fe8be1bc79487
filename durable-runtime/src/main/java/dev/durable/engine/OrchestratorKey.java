package dev.durable.engine;

/**
 * Name and version of an orchestrator.
 *
 * @param name the name
 * @param version the version, empty if it has none
 */
record OrchestratorKey(String name, String version) {

	static OrchestratorKey of(OrchestratorDefinition definition) {
		return new OrchestratorKey(definition.name(), definition.version());
	}

	@Override
	public String toString() {
		return this.version.isEmpty() ? this.name : this.name + "@(" + this.version + ")";
	}

}
