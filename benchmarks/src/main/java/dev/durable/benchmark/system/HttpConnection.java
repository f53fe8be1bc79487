package dev.durable.benchmark.system;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The least that is an HTTP client, so that the server is measured and not the client:
 * one request after the other on one connection.
 */
final class HttpConnection {

	private final Socket socket;

	private final InputStream input;

	HttpConnection(int port) {
		try {
			this.socket = new Socket("127.0.0.1", port);
			this.socket.setTcpNoDelay(true);
			this.input = new BufferedInputStream(this.socket.getInputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send a request and read the answer.
	 * @return the body of the answer, which says success
	 */
	String exchange(String method, String path, String body) throws IOException {
		String request = "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
			.formatted(method, path, body.length(), body);
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
		String status = line();
		boolean chunked = false;
		int length = 0;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lowerCase = header.toLowerCase(Locale.ROOT);
			chunked |= lowerCase.startsWith("transfer-encoding:");
			if (lowerCase.startsWith("content-length:")) {
				length = Integer.parseInt(header.substring(header.indexOf(':') + 1).trim());
			}
		}
		String answer = chunked ? chunks() : bytes(length);
		if (!status.startsWith("HTTP/1.1 2")) {
			throw new IOException(status + ": " + answer);
		}
		return answer;
	}

	private String chunks() throws IOException {
		StringBuilder body = new StringBuilder();
		int length = Integer.parseInt(line(), 16);
		while (length > 0) {
			body.append(bytes(length));
			line();
			length = Integer.parseInt(line(), 16);
		}
		line();
		return body.toString();
	}

	private String bytes(int length) throws IOException {
		return new String(this.input.readNBytes(length), StandardCharsets.UTF_8);
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.input.read(); next != '\n'; next = this.input.read()) {
			if (next < 0) {
				throw new EOFException();
			}
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.ISO_8859_1);
	}

}
