package dev.durable.engine.code;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where the code of an orchestrator does something else than its history says.
 *
 * @param turn the number of the turn
 * @param decision which decision of the turn, from 1
 * @param history what history has there
 * @param code what the code does there
 */
public record CodeDifference(int turn, int decision, String history, String code) {

	private static final Pattern TEXT = Pattern
		.compile("The code does not fit the history at turn (\\d+), decision (\\d+):\\n"
				+ "  history: (.*)\\n  code: {4}(.*)\\n(?s:.*)");

	/**
	 * Say it to people.
	 */
	String text() {
		return """
				The code does not fit the history at turn %d, decision %d:
				  history: %s
				  code:    %s
				Likely cause: the orchestrator was changed while this instance was in flight, or it depends on \
				something that differs between runs (the clock, random numbers, the order of a set, a database). \
				Nothing is lost: deploy code that fits and resume the instance.""".formatted(this.turn, this.decision,
				this.history, this.code);
	}

	/**
	 * Read what was said to people, as it is recorded as the reason of a suspension.
	 * @param text any text, or {@code null}
	 * @return the difference, or {@code null} if the text says something else
	 */
	public static @Nullable CodeDifference read(@Nullable String text) {
		Matcher matcher = (text != null) ? TEXT.matcher(text) : null;
		if (matcher == null || !matcher.matches()) {
			return null;
		}
		try {
			return new CodeDifference(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
					matcher.group(3), matcher.group(4));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
