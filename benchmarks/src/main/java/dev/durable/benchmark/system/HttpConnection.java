package dev.durable.benchmark.system;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The least that is an HTTP client, so that the server is measured and not the client:
 * one request after the other on one connection.
 */
final class HttpConnection {

	private static final String LENGTH = "Content-Length:";

	private static final String ENCODING = "Transfer-Encoding:";

	private final Socket socket;

	private final InputStream input;

	private byte[] buffer = new byte[8192];

	private int from;

	private int to;

	HttpConnection(int port) {
		try {
			this.socket = new Socket("127.0.0.1", port);
			this.socket.setTcpNoDelay(true);
			this.input = this.socket.getInputStream();
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
		String request = method + ' ' + path
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
				+ "\r\n\r\n" + body;
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
		String status = line();
		boolean chunked = false;
		int length = 0;
		for (String header = line(); !header.isEmpty(); header = line()) {
			chunked |= header.regionMatches(true, 0, ENCODING, 0, ENCODING.length());
			if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
				length = Integer.parseInt(header.substring(LENGTH.length()).trim());
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
		while (this.to - this.from < length) {
			fill();
		}
		this.from += length;
		return new String(this.buffer, this.from - length, length, StandardCharsets.UTF_8);
	}

	private String line() throws IOException {
		int end = 0;
		while (this.from + end >= this.to || this.buffer[this.from + end] != '\n') {
			if (this.from + end >= this.to) {
				fill();
			}
			else {
				end++;
			}
		}
		String line = new String(this.buffer, this.from, Math.max(0, end - 1), StandardCharsets.ISO_8859_1);
		this.from += end + 1;
		return line;
	}

	/**
	 * Read more behind what has not been taken yet.
	 */
	private void fill() throws IOException {
		System.arraycopy(this.buffer, this.from, this.buffer, 0, this.to - this.from);
		this.to -= this.from;
		this.from = 0;
		if (this.to == this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, 2 * this.to);
		}
		int read = this.input.read(this.buffer, this.to, this.buffer.length - this.to);
		if (read < 0) {
			throw new EOFException();
		}
		this.to += read;
	}

}
