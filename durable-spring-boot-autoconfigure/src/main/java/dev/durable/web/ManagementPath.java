package dev.durable.web;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Tells the paths of the management API from others.
 */
final class ManagementPath {

	private final List<String> base;

	ManagementPath(String basePath) {
		this.base = segments(PathContainer.parsePath(basePath));
	}

	/**
	 * Return the decoded segments below the base path, without an empty last one.
	 * @return the segments, or {@code null} for a path elsewhere
	 */
	@Nullable List<String> segments(HttpServletRequest request) {
		RequestPath path = ServletRequestPathUtils.hasParsedRequestPath(request)
				? ServletRequestPathUtils.getParsedRequestPath(request) : ServletRequestPathUtils.parse(request);
		List<String> segments = segments(path.pathWithinApplication());
		int size = this.base.size();
		if (segments.size() < size || !segments.subList(0, size).equals(this.base)) {
			return null;
		}
		return segments.subList(size, segments.size());
	}

	private static List<String> segments(PathContainer path) {
		List<String> segments = new ArrayList<>();
		boolean afterSeparator = false;
		for (PathContainer.Element element : path.elements()) {
			if (element instanceof PathContainer.PathSegment segment) {
				segments.add(segment.valueToMatch());
				afterSeparator = false;
			}
			else {
				if (afterSeparator) {
					segments.add("");
				}
				afterSeparator = true;
			}
		}
		return segments;
	}

}
