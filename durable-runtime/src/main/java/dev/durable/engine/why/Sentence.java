package dev.durable.engine.why;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationExplanation;
import dev.durable.Reason;
import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Says an explanation in words.
 */
final class Sentence {

	private static final int MAX_LISTED = 3;

	private static final int MAX_TEXT = 300;

	private final OrchestrationExplanation explanation;

	private final List<Reason> reasons;

	private final List<String> sentences = new ArrayList<>();

	Sentence(OrchestrationExplanation explanation, List<Reason> reasons) {
		this.explanation = explanation;
		this.reasons = reasons;
	}

	OrchestrationExplanation complete() {
		OrchestrationExplanation all = this.explanation;
		return new OrchestrationExplanation(all.instanceId(), all.name(), all.version(), all.runtimeStatus(),
				all.generation(), text(), all.at(), all.reasons(), all.moreReasons(), all.anyOf(), all.bufferedEvents(),
				all.owner(), all.basis(), all.limitation(), all.lastUpdatedTime(), all.time());
	}

	private String text() {
		for (Reason reason : this.reasons) {
			String sentence = sentence(reason);
			if (sentence != null) {
				this.sentences.add(sentence);
			}
		}
		if (!this.explanation.runtimeStatus().isFinished()) {
			addWork();
			addEvents();
			addOwner();
		}
		return String.join(". ", this.sentences) + ".";
	}

	/**
	 * Return what to say of a reason that is not open work.
	 */
	private @Nullable String sentence(Reason reason) {
		if (reason instanceof Reason.End end) {
			return end(end);
		}
		if (reason instanceof Reason.Suspension suspension) {
			return suspension(suspension);
		}
		if (reason instanceof Reason.NonDeterminism difference) {
			return (difference.recorded() ? "Its code did not fit its history"
					: "Its code on this node does not fit its " + "history, so that it would be suspended here")
					+ " at turn " + difference.turn() + ", decision " + difference.decision() + ": history has "
					+ difference.history() + ", the code " + difference.code();
		}
		if (reason instanceof Reason.LostOwner lost) {
			return lostOwner(lost);
		}
		if (reason instanceof Reason.Trial trial) {
			return trial.takeovers()
					+ " nodes died at the same point of it, so it runs on trial, one such instance at a "
					+ "time, and is suspended if nodes go on to die";
		}
		if (reason instanceof Reason.StartTime start) {
			return "To be started at " + time(start.startAt());
		}
		if (reason instanceof Reason.MissingCode missing) {
			return missingCode(missing);
		}
		if (reason instanceof Reason.Turn turn) {
			return turn(turn);
		}
		if (reason instanceof Reason.Messages messages) {
			return (messages.more() ? "More than " : "") + messages.count()
					+ ((messages.count() == 1) ? " message waits" : " messages wait") + " to be taken in"
					+ since(messages.since());
		}
		if (reason instanceof Reason.Unclaimed unclaimed) {
			return "Nobody has taken it yet"
					+ ((unclaimed.since() != null) ? ", it is due" + since(unclaimed.since()) : "")
					+ ((unclaimed.obstacle() != null) ? "; this node does not, because " + unclaimed.obstacle()
							: "; this node will when it next looks");
		}
		return null;
	}

	private String end(Reason.End end) {
		RuntimeStatus status = this.explanation.runtimeStatus();
		String why = (end.failure() != null) ? " with " + failure(end.failure())
				: (status == RuntimeStatus.TERMINATED && end.reason() != null) ? ": " + shortened(end.reason()) : "";
		return status.displayName() + " at " + time(end.time()) + why;
	}

	private static String suspension(Reason.Suspension suspension) {
		String suspended = "Suspended" + since(suspension.since());
		return switch (suspension.cause()) {
			case NON_DETERMINISM -> suspended + ", until code is there that fits and it is resumed";
			case DEADLY, OPERATOR -> suspended
					+ ((suspension.reason() != null) ? ": " + shortened(suspension.reason()) : ", without a reason");
		};
	}

	private String lostOwner(Reason.LostOwner lost) {
		Instant heartbeat = lost.node().heartbeatTime();
		return "Node " + lost.node().id() + ", which owned it, "
				+ ((heartbeat != null) ? "has given no sign of life for " + age(heartbeat) : "is gone")
				+ "; another one will take over";
	}

	private static String missingCode(Reason.MissingCode missing) {
		String wanted = "orchestrator '" + missing.name() + "'"
				+ ((missing.version() != null) ? " version " + missing.version() : "");
		String here = missing.registered().isEmpty() ? "this one has none of that name"
				: "this one has " + String.join(", ", missing.registered());
		return ((missing.since() != null) ? "Waiting" + since(missing.since()) + " for any node that has "
				: "To go on, it needs a node that has ") + wanted + "; " + here;
	}

	private String turn(Reason.Turn turn) {
		String since = (turn.since() != null) ? " for " + age(turn.since()) : "";
		return switch (turn.progress()) {
			case EXPECTED -> "Its next turn, " + turn.number() + ", is under way or about to be";
			case RUNNING -> "Its code runs turn " + turn.number() + since + at(turn.at())
					+ ", without waiting for anything that the engine knows";
			case WRITING -> "Turn " + turn.number() + " has run and is being written to the database" + since;
		};
	}

	private void addWork() {
		List<String> awaited = new ArrayList<>();
		List<String> open = new ArrayList<>();
		for (Reason reason : this.reasons) {
			String work = work(reason);
			if (work != null) {
				(isAwaited(reason) ? awaited : open).add(work);
			}
		}
		boolean fromCode = this.explanation.basis() == OrchestrationExplanation.Basis.CODE;
		if (!awaited.isEmpty()) {
			String of = this.explanation.anyOf() ? "any of: " : "all of: ";
			this.sentences
				.add("Waiting for " + ((awaited.size() > 1) ? of : "") + listed(awaited) + at(this.explanation.at()));
		}
		if (!open.isEmpty() && (!fromCode || awaited.isEmpty())) {
			this.sentences.add("Open" + (fromCode ? ": " : " according to its history: ") + listed(open));
		}
		if (!fromCode) {
			boolean nothing = open.isEmpty() && this.sentences.isEmpty();
			this.sentences.add((nothing ? "Nothing is open in its history, so it probably waits for an event. " : "")
					+ "Which events it waits for cannot be told, because " + this.explanation.limitation());
		}
	}

	private static boolean isAwaited(Reason reason) {
		return (reason instanceof Reason.Event event && event.awaited())
				|| (reason instanceof Reason.Activity activity && Boolean.TRUE.equals(activity.awaited()))
				|| (reason instanceof Reason.Timer timer && Boolean.TRUE.equals(timer.awaited()))
				|| (reason instanceof Reason.SubOrchestration child && Boolean.TRUE.equals(child.awaited()));
	}

	private static @Nullable String work(Reason reason) {
		if (reason instanceof Reason.Event event) {
			return "event '" + event.name() + "'" + since(event.since())
					+ ((event.until() != null) ? " until " + time(event.until()) : "");
		}
		if (reason instanceof Reason.Activity activity) {
			return activity(activity);
		}
		if (reason instanceof Reason.Timer timer) {
			return "a timer until " + time(timer.fireAt()) + ", set at " + time(timer.since());
		}
		if (reason instanceof Reason.SubOrchestration child) {
			RuntimeStatus status = child.runtimeStatus();
			return "sub-orchestration '" + child.instanceId() + "' (" + child.name() + ", "
					+ ((status != null) ? status.displayName() : "whose result is on its way") + ")"
					+ since(child.since());
		}
		return null;
	}

	private static String activity(Reason.Activity activity) {
		String attempt = (activity.attempt() == 1 && Integer.valueOf(1).equals(activity.maxAttempts())) ? ""
				: " attempt " + activity.attempt()
						+ ((activity.maxAttempts() != null) ? " of " + activity.maxAttempts() : "");
		String after = (activity.lastFailure() != null) ? " after " + failure(activity.lastFailure()) : "";
		Reason.Node node = activity.node();
		String on = (node != null) ? (node.here() ? "this node" : "node " + node.id()) : "";
		String progress = switch (activity.progress()) {
			case RUNNING -> " running on " + on + since(activity.runningSince());
			case QUEUED -> " waiting for a free worker of " + on + since(activity.since());
			case WITH_OWNER -> " running or queued on " + on + since(activity.since());
			case WAITING_TO_RETRY -> " due at " + time(activity.dueAt());
			case HANDED_OVER -> " handed over" + since(activity.since()) + " and not taken by any node";
			case TAKEN -> " handed over" + since(activity.since()) + " and taken by " + on;
			case NOT_BEGUN ->
				" scheduled at " + time(activity.since()) + ", which begins once a node has taken the " + "instance";
			case ENDED -> " whose outcome is there and not taken in yet";
		};
		return "activity '" + activity.name() + "'" + attempt + progress + after;
	}

	private void addEvents() {
		Map<String, Integer> events = this.explanation.bufferedEvents();
		if (!events.isEmpty()) {
			List<String> counts = new ArrayList<>();
			events.forEach((name, count) -> counts.add(count + " of '" + name + "'"));
			this.sentences.add("Events that nobody has received: " + listed(counts));
		}
	}

	private void addOwner() {
		Reason.Node owner = this.explanation.owner();
		if (owner == null || owner.heartbeatTime() == null
				|| this.reasons.stream().anyMatch((reason) -> reason instanceof Reason.LostOwner)) {
			return;
		}
		this.sentences.add("Owned by " + (owner.here() ? "this node, " + owner.id() : "node " + owner.id()) + " ("
				+ owner.name() + "), whose heartbeat is " + age(owner.heartbeatTime()) + " old");
	}

	private String age(Instant since) {
		Duration age = Duration.between(since, this.explanation.time());
		return Math.max(0, age.toSeconds()) + " s";
	}

	private static String listed(List<String> all) {
		int more = all.size() - MAX_LISTED;
		return String.join("; ", all.subList(0, Math.min(all.size(), MAX_LISTED)))
				+ ((more > 0) ? "; and " + more + " more" : "");
	}

	private static String at(@Nullable String location) {
		if (location == null) {
			return "";
		}
		// the class without its package
		int method = location.lastIndexOf('.', location.indexOf('('));
		return ", at " + location.substring(location.lastIndexOf('.', method - 1) + 1);
	}

	private static String since(@Nullable Instant since) {
		return (since != null) ? " since " + time(since) : "";
	}

	private static String time(@Nullable Instant time) {
		return (time != null) ? time.truncatedTo(ChronoUnit.SECONDS).toString() : "once";
	}

	private static String failure(FailureDetails failure) {
		return shortened(failure.toString());
	}

	private static String shortened(String text) {
		String line = text.replaceAll("\\s+", " ").strip();
		line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
		return (line.length() > MAX_TEXT) ? line.substring(0, MAX_TEXT) + "..." : line;
	}

}
