package dev.durable.web;

/**
 * How the routes for Azure's clients are set up.
 *
 * @param taskHub the task hub of this application
 * @param connection what clients call the connection to its store
 * @param maxBufferedEvents how many events an instance may keep
 * @param openToAnonymous whether callers on other machines are served even if nobody
 * knows who they are
 */
public record AzureSettings(String taskHub, String connection, int maxBufferedEvents, boolean openToAnonymous) {

}
