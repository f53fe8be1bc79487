package dev.durable.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Reads the body of a request as JSON text, and no more of it than is allowed.
 */
final class RequestBody {

	private static final int LARGEST_DRAIN = 32 * 1024 * 1024;

	private final HttpServletRequest request;

	RequestBody(HttpServletRequest request) {
		this.request = request;
	}

	/**
	 * Return the text, empty if there is no body. The content type counts only if there
	 * is one.
	 * @param limit how many bytes it may have
	 * @param property the property that sets the limit
	 */
	String text(int limit, String property) {
		byte[] bytes = bytes(limit, property);
		if (bytes.length == 0) {
			return "";
		}
		requireJson();
		return decode(bytes);
	}

	/**
	 * Return the text as {@link #text} does, whatever content type it is said to have.
	 */
	String textOfAnyType(int limit, String property) {
		return decode(bytes(limit, property));
	}

	private static String decode(byte[] bytes) {
		int from = startsWithByteOrderMark(bytes) ? 3 : 0;
		try {
			CharBuffer text = StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
			return text.toString().strip();
		}
		catch (CharacterCodingException ex) {
			throw Problem
				.badRequest("malformed-json", "Malformed JSON",
						"The request body is not valid UTF-8, as JSON has to be.")
				.exception();
		}
	}

	private byte[] bytes(int limit, String property) {
		try {
			return read(limit, property);
		}
		catch (IOException ex) {
			throw Problem
				.badRequest("unreadable-body", "Unreadable body",
						"The request body ends too early, takes too long, or is not encoded as HTTP demands.")
				.exception();
		}
	}

	private byte[] read(int limit, String property) throws IOException {
		if (this.request.getContentLengthLong() > limit) {
			throw tooLarge(this.request.getInputStream(), limit, property);
		}
		InputStream input = this.request.getInputStream();
		byte[] bytes = input.readNBytes(limit + 1);
		if (bytes.length > limit) {
			throw tooLarge(input, limit, property);
		}
		return bytes;
	}

	/**
	 * Read on without keeping anything, so that a caller who is still sending gets to see
	 * the answer.
	 */
	private static ProblemException tooLarge(InputStream input, int limit, String property) throws IOException {
		byte[] dropped = new byte[8192];
		for (int total = 0, count = 0; total < LARGEST_DRAIN && count >= 0; total += count) {
			count = input.read(dropped);
		}
		return Problem
			.of(HttpStatus.CONTENT_TOO_LARGE, "payload-too-large", "Payload too large",
					"The request body is larger than " + limit + " bytes, which '" + property + "' allows.")
			.with("property", property)
			.exception();
	}

	private void requireJson() {
		MediaType type = mediaType(this.request.getContentType());
		boolean json = type != null && (MediaType.APPLICATION_JSON.includes(type)
				|| (type.getType().equals("application") && type.getSubtype().endsWith("+json")));
		Charset charset = (json && type != null) ? charset(type) : StandardCharsets.UTF_8;
		if (!json || !StandardCharsets.UTF_8.equals(charset)) {
			// The header: a form does not look like one here, so that no filter reads it
			String sent = this.request.getHeader(HttpHeaders.CONTENT_TYPE);
			throw Problem
				.badRequest("unusable-content-type", "Unusable content type",
						"The request body must be sent as 'application/json' in UTF-8 but its content type is "
								+ ((sent != null) ? "'" + sent + "'" : "not given") + ".")
				.exception();
		}
	}

	private static @Nullable MediaType mediaType(@Nullable String contentType) {
		try {
			return (contentType != null) ? MediaType.parseMediaType(contentType) : null;
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

	private static @Nullable Charset charset(MediaType type) {
		try {
			Charset charset = type.getCharset();
			return (charset == null || charset.equals(StandardCharsets.US_ASCII)) ? StandardCharsets.UTF_8 : charset;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static boolean startsWithByteOrderMark(byte[] bytes) {
		return bytes.length >= 3
				&& Arrays.equals(bytes, 0, 3, new byte[] { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF }, 0, 3);
	}

}
