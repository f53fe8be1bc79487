package dev.durable.autoconfigure;

/**
 * Where orchestrations can be managed over HTTP.
 *
 * @param basePath the path
 */
record ManagedAt(String basePath) {

}
