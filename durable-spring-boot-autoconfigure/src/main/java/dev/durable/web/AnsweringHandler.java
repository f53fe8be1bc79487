package dev.durable.web;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
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

	private static final String ANSWER = AnsweringHandler.class.getName();

	private static final UnavailableLog unavailable = new UnavailableLog(logger, System::nanoTime);

	/**
	 * Return whether this is a request that the container has given up: it dispatches it
	 * again, to where the application's error page is. The answer is there already.
	 */
	static boolean isGivenUp(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.ERROR && request.getAttribute(ANSWER) != null;
	}

	@Override
	public final void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Answer answer = isGivenUp(request) ? (Answer) request.getAttribute(ANSWER) : answer(request, response);
		if (answer == null) {
			return;
		}
		try {
			answer.writeTo(response);
		}
		catch (IOException ex) {
			if (!DisconnectedClientHelper.isClientDisconnectedException(ex)) {
				throw ex;
			}
		}
	}

	private @Nullable Answer answer(HttpServletRequest request, HttpServletResponse response) {
		try {
			return PendingAnswer.isDone(request) ? PendingAnswer.resume(request) : begin(request, response);
		}
		catch (Throwable ex) {
			if (isOfConnectionToCaller(ex)) {
				return null;
			}
			Answer answer = answer(problem(PendingAnswer.cause(ex), request));
			request.setAttribute(ANSWER, answer);
			return answer;
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

	/**
	 * Return whether nobody waits for the answer any more. Only what the container itself
	 * throws tells: among the causes of other exceptions a broken pipe is that of the
	 * connection to the database, and the caller would take silence for success.
	 */
	private static boolean isOfConnectionToCaller(Throwable ex) {
		return ex instanceof IOException && DisconnectedClientHelper.isClientDisconnectedException(ex);
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
