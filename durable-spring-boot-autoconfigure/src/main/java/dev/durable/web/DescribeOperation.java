package dev.durable.web;

import org.springframework.http.HttpStatus;

/**
 * Returns the description of the API.
 */
final class DescribeOperation implements Operation {

	private final ManagementDescription description;

	private final ManagementLinks links;

	DescribeOperation(ManagementDescription description, ManagementLinks links) {
		this.description = description;
		this.links = links;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		return Answer.json(HttpStatus.OK.value(), this.description.json(this.links.root(request.servlet())));
	}

}
