package dev.durable.autoconfigure;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.durable.web.ManagementDescription;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Adds the management API to an OpenAPI document.
 */
final class ManagementOpenApiCustomizer implements OpenApiCustomizer {

	private final ManagementDescription description;

	ManagementOpenApiCustomizer(ManagementDescription description) {
		this.description = description;
	}

	@Override
	public void customise(OpenAPI application) {
		OpenAPI management = read();
		if (application.getPaths() == null) {
			application.setPaths(new Paths());
		}
		if (application.getComponents() == null) {
			application.setComponents(new Components());
		}
		management.getTags().forEach(application::addTagsItem);
		management.getPaths().forEach(application.getPaths()::addPathItem);
		addComponents(management.getComponents(), application.getComponents());
	}

	private OpenAPI read() {
		try {
			return Json31.mapper().readValue(this.description.json(), OpenAPI.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The description of the management API cannot be read", ex);
		}
	}

	private static void addComponents(Components from, Components to) {
		from.getSchemas().forEach(to::addSchemas);
		from.getResponses().forEach(to::addResponses);
		from.getParameters().forEach(to::addParameters);
		from.getHeaders().forEach(to::addHeaders);
		if (from.getSecuritySchemes() != null) {
			from.getSecuritySchemes().forEach(to::addSecuritySchemes);
		}
	}

}
