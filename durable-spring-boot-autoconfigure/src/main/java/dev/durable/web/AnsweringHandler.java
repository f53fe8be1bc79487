package dev.durable.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Handles requests from access to the last byte of the answer, so that nothing of the
 * application has a part in it.
 */
abstract class AnsweringHandler implements HttpRequestHandler {

	private static final Logger logger = LoggerFactory.getLogger(AnsweringHandler.class);

	private static final UnavailableLog unavailable = new UnavailableLog(logger, System::nanoTime);

	@Override
	public final void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Answer answer;
		try {
			answer = PendingAnswer.isDone(request) ? PendingAnswer.resume(request) : begin(request, response);
		}
		catch (Throwable ex) {
			if (DisconnectedClientHelper.isClientDisconnectedException(ex)) {
				return;
			}
			answer = answer(problem(PendingAnswer.cause(ex), request));
		}
		if (answer != null) {
			answer.writeTo(response);
		}
	}

	private @Nullable Answer begin(HttpServletRequest request, HttpServletResponse response) throws Throwable {
		Reply reply = handle(request);
		return (reply instanceof LaterAnswer later) ? PendingAnswer.await(later, request, response) : (Answer) reply;
	}

	/**
	 * Decide whether the caller may, and do what is asked for.
	 */
	abstract Reply handle(HttpServletRequest request) throws Exception;

	/**
	 * Tell the caller of a problem.
	 */
	abstract Answer answer(Problem problem);

	static void observe(HttpServletRequest request, String pattern) {
		request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, pattern);
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((context) -> context.setPathPattern(pattern));
	}

	private static Problem problem(Throwable ex, HttpServletRequest request) {
		Problem ofCaller = Problems.ofCaller(ex);
		if (ofCaller != null) {
			return ofCaller;
		}
		Problem ofServer = Problems.ofServer(ex);
		if (ofServer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
			unavailable.failed(request.getMethod(), request.getRequestURI(), ex);
		}
		else {
			logger.error("{} {} failed", request.getMethod(), request.getRequestURI(), ex);
		}
		return ofServer;
	}

}
