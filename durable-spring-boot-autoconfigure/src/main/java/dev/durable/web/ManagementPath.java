package dev.durable.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

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

	private final BiPredicate<String, String> equality;

	ManagementPath(String basePath) {
		this(basePath, String::equals);
	}

	/**
	 * Create a path.
	 * @param equality tells whether two segments are the same
	 */
	ManagementPath(String basePath, BiPredicate<String, String> equality) {
		this.base = segments(PathContainer.parsePath(basePath));
		this.equality = equality;
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
		return isBelow(segments) ? segments.subList(size, segments.size()) : null;
	}

	private boolean isBelow(List<String> segments) {
		if (segments.size() < this.base.size()) {
			return false;
		}
		for (int i = 0; i < this.base.size(); i++) {
			if (!this.equality.test(this.base.get(i), segments.get(i))) {
				return false;
			}
		}
		return true;
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
