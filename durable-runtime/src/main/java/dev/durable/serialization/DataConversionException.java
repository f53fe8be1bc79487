package dev.durable.serialization;

import dev.durable.DurableException;
import org.jspecify.annotations.Nullable;

/**
 * A value could not be written as JSON, or JSON could not be read as a value.
 */
public final class DataConversionException extends DurableException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what could not be converted, and why
	 * @param cause the reason
	 */
	public DataConversionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
