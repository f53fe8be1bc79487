package dev.durable.serialization;

import java.lang.reflect.Type;

import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Turns inputs, outputs and payloads into JSON text and back. Implementations are
 * thread-safe and pass {@link RawJson} on unchanged in both directions.
 */
public interface DataConverter {

	/**
	 * Write a value as JSON.
	 * @param value the value, or {@code null}
	 * @return one JSON value, or {@code null} for {@code null}
	 * @throws DataConversionException if the value cannot be written
	 */
	@Nullable String toJson(@Nullable Object value);

	/**
	 * Read a value from JSON.
	 * @param json the JSON text, or {@code null}
	 * @param type the type to read, {@link Void} to read nothing
	 * @return the value; {@code null} for {@code null}, for the JSON value {@code null}
	 * unless the type is {@link RawJson}, and for {@link Void}
	 * @throws DataConversionException if the text is not JSON or does not fit the type
	 */
	@Nullable Object fromJson(@Nullable String json, Type type);

}
