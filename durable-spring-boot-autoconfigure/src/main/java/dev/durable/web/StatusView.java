package dev.durable.web;

/**
 * What a status query wants to see.
 *
 * @param showInput whether inputs are shown
 * @param showHistory whether the history is shown
 * @param showHistoryOutput whether the history shows results
 * @param serverErrorOnFailure whether a failed instance is a server error
 */
public record StatusView(boolean showInput, boolean showHistory, boolean showHistoryOutput,
		boolean serverErrorOnFailure) {

	/**
	 * With input, without history.
	 */
	public static final StatusView DEFAULT = new StatusView(true, false, false, false);

	/**
	 * Return this view with the history, or without.
	 * @param showHistory whether the history is shown
	 * @param showHistoryOutput whether the history shows results
	 * @return a new view
	 */
	public StatusView withHistory(boolean showHistory, boolean showHistoryOutput) {
		return new StatusView(this.showInput, showHistory, showHistoryOutput, this.serverErrorOnFailure);
	}

	/**
	 * Return this view with inputs, or without.
	 * @param showInput whether inputs are shown
	 * @return a new view
	 */
	public StatusView withInput(boolean showInput) {
		return new StatusView(showInput, this.showHistory, this.showHistoryOutput, this.serverErrorOnFailure);
	}

	static StatusView of(QueryParameters query) {
		return new StatusView(query.flag("showInput", DEFAULT.showInput),
				query.flag("showHistory", DEFAULT.showHistory),
				query.flag("showHistoryOutput", DEFAULT.showHistoryOutput),
				query.flag("returnInternalServerErrorOnFailure", DEFAULT.serverErrorOnFailure));
	}

}
