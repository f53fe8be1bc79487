package dev.durable.serialization;

import java.lang.reflect.Type;

import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link DataConverter} on Jackson 3.
 */
public final class JacksonDataConverter implements DataConverter {

	private final JsonMapper mapper;

	private final JsonFactory rawJson;

	/**
	 * Create a converter with Jackson's defaults and all modules on the class path.
	 */
	public JacksonDataConverter() {
		this(JsonMapper.builder().findAndAddModules().build());
	}

	/**
	 * Create a converter with Jackson's defaults and all modules on the class path that
	 * reads and writes what is nested deeper than Jackson takes by default.
	 * @param maxDepth how deep objects and arrays may be nested; Jackson's own limit if
	 * that is higher
	 */
	public JacksonDataConverter(int maxDepth) {
		this(JsonMapper.builder(factory(maxDepth)).findAndAddModules().build());
	}

	/**
	 * Create a converter on a mapper of the application, within its constraints.
	 * @param mapper the mapper
	 */
	public JacksonDataConverter(JsonMapper mapper) {
		this.mapper = mapper;
		this.rawJson = StrictJson.factory(mapper.tokenStreamFactory().streamReadConstraints().getMaxNestingDepth());
	}

	private static JsonFactory factory(int maxDepth) {
		return JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(Math.max(maxDepth, StreamReadConstraints.DEFAULT_MAX_DEPTH))
				.build())
			.streamWriteConstraints(StreamWriteConstraints.builder()
				.maxNestingDepth(Math.max(maxDepth, StreamWriteConstraints.DEFAULT_MAX_DEPTH))
				.build())
			.build();
	}

	@Override
	public @Nullable String toJson(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		try {
			if (value instanceof RawJson raw) {
				requireOneValue(raw.text());
				return raw.text();
			}
			return this.mapper.writeValueAsString(value);
		}
		catch (JacksonException ex) {
			String what = (value instanceof RawJson) ? "Text cannot be passed on"
					: "A " + value.getClass().getName() + " cannot be written";
			throw new DataConversionException(what + " as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	/**
	 * Raw text becomes part of a larger document, so it has to be exactly one value, and
	 * in strict JSON whatever the mapper takes.
	 */
	private void requireOneValue(String json) {
		try (JsonParser parser = this.rawJson.createParser(ObjectReadContext.empty(), json)) {
			if (parser.nextToken() == null) {
				throw new DataConversionException("Text cannot be passed on as JSON: it is empty", null);
			}
			parser.skipChildren();
			if (parser.nextToken() != null) {
				throw new DataConversionException("Text cannot be passed on as JSON: it is more than one value", null);
			}
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
