package dev.durable.serialization;

import java.lang.reflect.Type;

import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link DataConverter} on Jackson 3.
 */
public final class JacksonDataConverter implements DataConverter {

	private final JsonMapper mapper;

	/**
	 * Create a converter with Jackson's defaults and all modules on the class path.
	 */
	public JacksonDataConverter() {
		this(JsonMapper.builder().findAndAddModules().build());
	}

	/**
	 * Create a converter on a mapper of the application.
	 * @param mapper the mapper
	 */
	public JacksonDataConverter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public @Nullable String toJson(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		if (value instanceof RawJson raw) {
			return raw.text();
		}
		try {
			return this.mapper.writeValueAsString(value);
		}
		catch (JacksonException ex) {
			throw new DataConversionException(
					"A " + value.getClass().getName() + " cannot be written as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public @Nullable Object fromJson(@Nullable String json, Type type) {
		if (json == null || type == Void.class || type == void.class) {
			return null;
		}
		if (type == RawJson.class) {
			return new RawJson(json);
		}
		try {
			JavaType javaType = this.mapper.constructType(type);
			return this.mapper.readValue(json, javaType);
		}
		catch (JacksonException ex) {
			throw new DataConversionException(
					"JSON cannot be read as " + type.getTypeName() + ": " + ex.getOriginalMessage(), ex);
		}
	}

}
