package dev.durable;

/**
 * JSON text that is passed on as it is, character for character. Accepted and offered
 * wherever an input, an output or a payload is.
 *
 * @param text the JSON text, one valid JSON value
 */
public record RawJson(String text) {

	@Override
	public String toString() {
		return this.text;
	}

}
