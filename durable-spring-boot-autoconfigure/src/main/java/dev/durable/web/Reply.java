package dev.durable.web;

/**
 * What an operation has to say: something now, or something later.
 */
sealed interface Reply permits Answer, LaterAnswer {

}
