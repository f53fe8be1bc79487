package dev.durable.store.jpa;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.postgresql.Driver;

/**
 * Stands between a client and PostgreSQL and can fail at the next commit of any of its
 * connections: before the server gets it, or before the client gets the answer.
 */
final class AnswerDroppingProxy implements AutoCloseable {

	// A transaction ends with the first; the other is a statement that is one itself
	private static final List<String> COMMITS = List.of("COMMIT", "and pg_postmaster_start_time() =");

	private final ServerSocket server;

	private final String host;

	private final int port;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final CountDownLatch lateDelivery = new CountDownLatch(1);

	private volatile Failure failure = Failure.NONE;

	AnswerDroppingProxy(String url) {
		var properties = Driver.parseURL(url, null);
		this.host = properties.getProperty("PGHOST");
		this.port = Integer.parseInt(properties.getProperty("PGPORT"));
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	String url(String url) {
		// Without prepared statements the text of each commit is on the wire
		return url.replaceFirst("//[^/]+/", "//localhost:" + this.server.getLocalPort() + "/") + "&prepareThreshold=0";
	}

	void failNextCommit(Failure failure) {
		this.failure = failure;
	}

	/**
	 * Let the server have what it has not got yet.
	 */
	void deliverLate() {
		this.lateDelivery.countDown();
	}

	boolean hasFailed() {
		return this.failure == Failure.NONE;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			Socket target = new Socket(this.host, this.port);
			this.sockets.addAll(List.of(client, target));
			Link link = new Link(client, target);
			start(link::forwardRequests);
			start(link::forwardAnswers);
		}
	}

	private static void start(Forwarding forwarding) {
		Thread thread = new Thread(() -> {
			try {
				forwarding.run();
			}
			catch (IOException ex) {
				// One side has closed
			}
		}, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * What goes wrong.
	 */
	enum Failure {

		NONE,

		/**
		 * The commit does not get to the server; both sides see a closed connection.
		 */
		REQUEST_LOST,

		/**
		 * The client sees a closed connection, and the commit gets to the server when
		 * {@link AnswerDroppingProxy#deliverLate} says so.
		 */
		REQUEST_LATE,

		/**
		 * The server commits, and the client sees a closed connection.
		 */
		ANSWER_LOST,

		/**
		 * The server commits, and the client hears nothing.
		 */
		SILENCE

	}

	@FunctionalInterface
	private interface Forwarding {

		void run() throws IOException;

	}

	private final class Link {

		private final Socket client;

		private final Socket target;

		private volatile Failure dropping = Failure.NONE;

		Link(Socket client, Socket target) {
			this.client = client;
			this.target = target;
		}

		void forwardRequests() throws IOException {
			try (this.client; this.target) {
				forward(this.client.getInputStream(), this.target.getOutputStream(), true);
			}
		}

		void forwardAnswers() throws IOException {
			forward(this.target.getInputStream(), this.client.getOutputStream(), false);
			this.client.close();
		}

		private boolean isCommit(String request) {
			return COMMITS.stream().anyMatch(request::contains);
		}

		private void awaitLateDelivery() {
			try {
				AnswerDroppingProxy.this.lateDelivery.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void forward(InputStream in, OutputStream out, boolean requests) throws IOException {
			byte[] buffer = new byte[65536];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				if (requests && isCommit(new String(buffer, 0, count, StandardCharsets.ISO_8859_1))) {
					this.dropping = AnswerDroppingProxy.this.failure;
					AnswerDroppingProxy.this.failure = Failure.NONE;
				}
				if (requests && this.dropping == Failure.REQUEST_LATE) {
					this.client.close();
					awaitLateDelivery();
				}
				if (this.dropping == Failure.REQUEST_LOST) {
					return;
				}
				if (requests || this.dropping == Failure.NONE) {
					out.write(buffer, 0, count);
				}
				else if (this.dropping == Failure.ANSWER_LOST) {
					return;
				}
			}
		}

	}

}
