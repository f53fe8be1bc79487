package dev.durable.web;

/**
 * What a status query wants to see.
 *
 * @param showInput whether inputs are shown
 * @param showHistory whether the history is shown
 * @param showHistoryOutput whether the history shows results
 * @param serverErrorOnFailure whether a failed instance is a server error
 */
record StatusView(boolean showInput, boolean showHistory, boolean showHistoryOutput, boolean serverErrorOnFailure) {

	static final StatusView DEFAULT = new StatusView(true, false, false, false);

	static StatusView of(QueryParameters query) {
		return new StatusView(query.flag("showInput", DEFAULT.showInput),
				query.flag("showHistory", DEFAULT.showHistory),
				query.flag("showHistoryOutput", DEFAULT.showHistoryOutput),
				query.flag("returnInternalServerErrorOnFailure", DEFAULT.serverErrorOnFailure));
	}

}
