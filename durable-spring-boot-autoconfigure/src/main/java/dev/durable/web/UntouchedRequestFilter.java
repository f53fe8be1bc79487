package dev.durable.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.HiddenHttpMethodFilter;

/**
 * Keeps requests to the management API as they were sent. Nothing there takes forms, but
 * filters for forms and the dispatcher servlet's multipart support read them, fail in
 * ways of their own, and change the method for a parameter.
 */
public final class UntouchedRequestFilter implements Filter {

	private final List<ManagementPath> paths = new ArrayList<>();

	/**
	 * Create the filter.
	 * @param settings where the management API is. Not the API itself: filters come into
	 * being before what it needs
	 * @param azure whether Azure's clients find it at their own paths, too
	 */
	public UntouchedRequestFilter(ManagementSettings settings, boolean azure) {
		this.paths.add(new ManagementPath(settings.basePath()));
		if (azure) {
			for (AzurePrefix prefix : AzurePrefix.values()) {
				this.paths.add(new ManagementPath(prefix.path(), AzurePrefix::isSameSegment));
			}
		}
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && takes(http)) {
			chain.doFilter(isForm(http.getContentType()) ? new UnreadForm(http) : new UntouchedRequest(http), response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private boolean takes(HttpServletRequest request) {
		return this.paths.stream().anyMatch((path) -> path.segments(request) != null);
	}

	private static boolean isForm(@Nullable String contentType) {
		return contentType != null && (contentType.regionMatches(true, 0, "multipart/", 0, 10)
				|| contentType.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33));
	}

	/**
	 * A request whose method stays as it is.
	 */
	private static class UntouchedRequest extends HttpServletRequestWrapper {

		UntouchedRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getParameter(String name) {
			return name.equals(HiddenHttpMethodFilter.DEFAULT_METHOD_PARAM) ? null : super.getParameter(name);
		}

	}

	/**
	 * A request that does not look like a form.
	 */
	private static final class UnreadForm extends UntouchedRequest {

		UnreadForm(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getContentType() {
			return "form";
		}

		@Override
		public @Nullable String getParameter(String name) {
			return null;
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			return Map.of();
		}

		@Override
		public Enumeration<String> getParameterNames() {
			return Collections.emptyEnumeration();
		}

		@Override
		public String @Nullable [] getParameterValues(String name) {
			return null;
		}

	}

}
