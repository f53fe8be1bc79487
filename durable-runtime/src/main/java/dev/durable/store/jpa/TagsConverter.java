package dev.durable.store.jpa;

import java.util.Map;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tags as a JSON object.
 */
@Converter
class TagsConverter implements AttributeConverter<Map<String, String>, String> {

	private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {
	};

	private final JsonMapper mapper = new JsonMapper();

	@Override
	public @Nullable String convertToDatabaseColumn(@Nullable Map<String, String> tags) {
		return (tags != null && !tags.isEmpty()) ? this.mapper.writeValueAsString(tags) : null;
	}

	@Override
	public @Nullable Map<String, String> convertToEntityAttribute(@Nullable String json) {
		return (json != null) ? this.mapper.readValue(json, TAGS) : null;
	}

}
