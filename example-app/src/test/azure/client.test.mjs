// The published client of Azure Durable Functions against the example application, below each of the prefixes.
// Run by AzureClientIntegrationTests.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { CODE, CONNECTION, ORIGIN, TASK_HUB, clientOfEndpoint, clientOfLinks, df } from './binding.mjs';

const PREFIXES = {
	'/admin/extensions/DurableTaskExtension': { failed: 400 },
	'/webhookextensions/handler/DurableTaskExtension': { failed: 400 },
	'/runtime/webhooks/durabletask': { failed: 200 },
};

const { Completed, Failed, Running, Suspended, Terminated } = df.OrchestrationRuntimeStatus;
const CITIES = ['Hello Tokyo!', 'Hello Seattle!', 'Hello London!'];

// Without links, the client sends no key
const kinds = CODE ? { links: clientOfLinks } : { links: clientOfLinks, endpoint: clientOfEndpoint };

for (const [kind, createClient] of Object.entries(kinds)) {
	for (const [prefix, expected] of Object.entries(PREFIXES)) {
		describe(`by ${kind} below ${prefix}${CODE ? ', with key' : ''}`, () => tests(createClient, prefix, expected));
	}
}

function tests(createClient, prefix, expected) {

	let client;

	before(async () => {
		client = await createClient(prefix);
	});

	async function statusOf(id, condition, options) {
		const deadline = Date.now() + 30_000;
		for (;;) {
			const status = await client.getStatus(id, options);
			if (condition(status)) {
				return status;
			}
			assert.ok(Date.now() < deadline, `Not in time: ${JSON.stringify(status)}`);
			await sleep(50);
		}
	}

	async function ended(id, options) {
		return statusOf(id, (status) => [Completed, Failed, Terminated].includes(status.runtimeStatus), options);
	}

	async function counter(value) {
		return client.startNew('Counter', { input: value });
	}

	async function failedInstance() {
		const id = await client.startNew('Counter', { input: { not: 'a number' } });
		assert.equal((await ended(id)).runtimeStatus, Failed);
		return id;
	}

	it('starts without input', async () => {
		const id = await client.startNew('HelloCities');
		assert.match(id, /^[0-9a-f-]{36}$/);
		const status = await ended(id, { showInput: true });
		assert.equal(status.name, 'HelloCities');
		assert.equal(status.instanceId, id);
		assert.equal(status.runtimeStatus, Completed);
		assert.equal(status.input, null);
		assert.equal(status.customStatus, null);
		assert.deepEqual(status.output, CITIES);
		for (const time of [status.createdTime, status.lastUpdatedTime]) {
			assert.equal(time.getMilliseconds(), 0);
			assert.ok(Math.abs(time.getTime() - Date.now()) < 600_000, String(time));
		}
	});

	it('starts with id and input', async () => {
		const id = randomUUID();
		assert.equal(await client.startNew('Counter', { instanceId: id, input: 40 }), id);
		const status = await statusOf(id, (found) => found.customStatus === 40, { showInput: true });
		assert.equal(status.input, 40);
		assert.equal(status.output, null);
		await assert.rejects(client.startNew('Counter', { instanceId: id, input: 40 }), /409.*ExceptionMessage/);
		await client.terminate(id, 'enough');
	});

	it('starts nothing that does not exist', async () => {
		await assert.rejects(client.startNew('HelloVillages'), /400.*HelloVillages/);
		await assert.rejects(client.startNew('HelloCities', { version: '99' }), /400.*HelloCities/);
	});

	it('shows the history', async () => {
		const id = await client.startNew('HelloCities');
		await ended(id);
		const response = await fetch(`${client.createHttpManagementPayload(id).statusQueryGetUri}&showHistory=true`);
		assert.equal((await response.json()).historyEvents.length, 5);
		const status = await client.getStatus(id, { showHistory: true, showHistoryOutput: true, showInput: false });
		assert.deepEqual(status.output, CITIES);
		assert.equal(status.input, null);
	});

	it('finds no instance that does not exist', async () => {
		const id = randomUUID();
		await assert.rejects(client.getStatus(id), /HTTP 404/);
		await assert.rejects(client.raiseEvent(id, 'operation', 'incr'), /No instance with ID/);
		await assert.rejects(client.terminate(id, 'enough'), /No instance with ID/);
		await assert.rejects(client.suspend(id, 'wait'), /No instance with ID/);
		await assert.rejects(client.resume(id, 'go on'), /No instance with ID/);
		await assert.rejects(client.rewind(id, 'again'), /No instance with ID/);
		assert.equal((await client.purgeInstanceHistory(id)).instancesDeleted, 0);
	});

	it('raises events', async () => {
		const id = await counter(40);
		await client.raiseEvent(id, 'operation', 'incr');
		await statusOf(id, (status) => status.customStatus === 41);
		await client.raiseEvent(id, 'operation', 'decr', { taskHubName: TASK_HUB, connectionName: CONNECTION });
		await statusOf(id, (status) => status.customStatus === 40);
		await client.raiseEvent(id, 'operation');
		await client.raiseEvent(id, 'operation', 'end');
		const status = await ended(id);
		assert.equal(status.runtimeStatus, Completed);
		assert.equal(status.output, 40);
		await client.raiseEvent(id, 'operation', 'incr'); // 410 is none of its errors
	});

	it('terminates', async () => {
		const id = await counter(1);
		await client.terminate(id, 'enough');
		assert.equal((await ended(id)).runtimeStatus, Terminated);
		await client.terminate(id, 'once more'); // 410 is none of its errors
		const { statusQueryGetUri } = client.createHttpManagementPayload(id);
		assert.equal((await fetch(statusQueryGetUri)).status, expected.failed);
		assert.match(await (await fetch(`${statusQueryGetUri}&showHistory=true`)).text(), /enough/);
	});

	it('suspends and resumes', async () => {
		const id = await counter(1);
		await client.suspend(id, 'wait a moment');
		assert.equal((await client.getStatus(id)).runtimeStatus, Suspended);
		await client.raiseEvent(id, 'operation', 'end');
		await client.resume(id, 'go on');
		const status = await ended(id);
		assert.equal(status.runtimeStatus, Completed);
		await client.suspend(id, 'too late');
		await client.resume(id, 'too late');
	});

	it('tells of failures', async () => {
		const id = await failedInstance();
		const status = await client.getStatus(id, { showInput: true });
		assert.equal(typeof status.output, 'string');
		assert.deepEqual(status.input, { not: 'a number' });
		const { statusQueryGetUri } = client.createHttpManagementPayload(id);
		assert.equal((await fetch(statusQueryGetUri)).status, expected.failed);
		assert.equal((await fetch(`${statusQueryGetUri}&returnInternalServerErrorOnFailure=true`)).status, 500);
	});

	it('lists all, page by page', async () => {
		const ids = await Promise.all(Array.from({ length: 120 }, () => client.startNew('HelloCities')));
		const found = (await client.getStatusAll()).map((status) => status.instanceId);
		assert.equal(new Set(found).size, found.length);
		assert.deepEqual(ids.filter((id) => !found.includes(id)), []);
		const page = await fetch(client.createHttpManagementPayload('').statusQueryGetUri);
		assert.equal((await page.json()).length, 100);
		assert.ok(page.headers.get('x-ms-continuation-token'));
	});

	it('lists by status and time', async () => {
		const from = new Date(Date.now() - 60_000);
		const completed = await client.startNew('HelloCities');
		const running = await counter(1);
		const failed = await failedInstance();
		await ended(completed);
		const list = async (filter) => (await client.getStatusBy(filter)).map((status) => status.instanceId);
		const some = await list({ runtimeStatus: [Running, Failed], createdTimeFrom: from });
		assert.ok(some.includes(running) && some.includes(failed) && !some.includes(completed));
		const others = await list({ runtimeStatus: [Completed], createdTimeTo: new Date(Date.now() + 60_000) });
		assert.ok(others.includes(completed) && !others.includes(running) && !others.includes(failed));
		assert.deepEqual(await list({ createdTimeTo: new Date(0) }), []);
		const [status] = (await client.getStatusBy({ runtimeStatus: [Failed], createdTimeFrom: from, showInput: true }))
			.filter((candidate) => candidate.instanceId === failed);
		assert.equal(status.name, 'Counter');
		assert.equal(status.runtimeStatus, Failed);
		assert.deepEqual(status.input, { not: 'a number' });
		await client.terminate(running, 'enough');
	});

	it('purges many', async () => {
		const from = new Date(Date.now() - 3_600_000);
		const completed = await client.startNew('HelloCities');
		const running = await counter(1);
		const failed = await failedInstance();
		await ended(completed);
		assert.equal((await client.purgeInstanceHistoryBy({ createdTimeFrom: from, createdTimeTo: from })).instancesDeleted,
			0);
		const purged = await client.purgeInstanceHistoryBy({ createdTimeFrom: from, runtimeStatus: [Failed, Running] });
		assert.ok(purged.instancesDeleted > 0);
		await assert.rejects(client.getStatus(failed), /HTTP 404/);
		assert.equal((await client.getStatus(completed)).runtimeStatus, Completed);
		const rest = await client.purgeInstanceHistoryBy({ createdTimeFrom: from, createdTimeTo: new Date() });
		assert.ok(rest.instancesDeleted > 0);
		await assert.rejects(client.getStatus(completed), /HTTP 404/);
		assert.equal((await client.getStatus(running)).runtimeStatus, Running);
		await client.terminate(running, 'enough');
	});

	it('purges one', async () => {
		const id = await client.startNew('HelloCities');
		await ended(id);
		assert.deepEqual(await client.purgeInstanceHistory(id), { instancesDeleted: 1 });
		await assert.rejects(client.getStatus(id), /HTTP 404/);
		const unfinished = await counter(1);
		await assert.rejects(client.purgeInstanceHistory(unfinished), /412/);
		await client.terminate(unfinished, 'enough');
	});

	it('rewinds', async () => {
		const id = await failedInstance();
		await client.rewind(id, 'repaired');
		await ended(id);
		const history = await fetch(`${client.createHttpManagementPayload(id).statusQueryGetUri}&showHistory=true`);
		assert.match(await history.text(), /repaired/);
		const running = await counter(1);
		await assert.rejects(client.rewind(running, 'too early'), /only supported on failed orchestration instances/);
		await client.terminate(running, 'enough');
	});

	it('waits for completion', async () => {
		const request = { url: `${ORIGIN}/api/hello` };
		const wait = { timeoutInMilliseconds: 20_000, retryIntervalInMilliseconds: 50 };
		const hello = await client.startNew('HelloCities');
		const completed = await client.waitForCompletionOrCreateCheckStatusResponse(request, hello, wait);
		assert.equal(completed.status, 200);
		assert.deepEqual(await completed.json(), CITIES);
		const failed = await client.waitForCompletionOrCreateCheckStatusResponse(request, await failedInstance(), wait);
		assert.equal(failed.status, 500);
		const waiting = await counter(7);
		const accepted = await client.waitForCompletionOrCreateCheckStatusResponse(request, waiting,
			{ timeoutInMilliseconds: 100, retryIntervalInMilliseconds: 50 });
		assert.equal(accepted.status, 202);
		const links = await accepted.json();
		assert.equal(links.id, waiting);
		assert.equal(accepted.headers.get('location'), links.statusQueryGetUri);
		assert.equal((await fetch(links.statusQueryGetUri)).status, 202);
		await client.terminate(waiting, 'enough');
		const terminated = await client.waitForCompletionOrCreateCheckStatusResponse(request, waiting, wait);
		assert.equal(terminated.status, 200);
		assert.equal((await terminated.json()).runtimeStatus, Terminated);
	});

	it('makes links that work', async () => {
		const id = await counter(5);
		const links = client.createHttpManagementPayload(id);
		const options = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
		assert.equal((await fetch(links.suspendPostUri.replace('{text}', 'a'), { method: 'POST' })).status, 202);
		assert.equal((await (await fetch(links.statusQueryGetUri)).json()).runtimeStatus, Suspended);
		assert.equal((await fetch(links.resumePostUri.replace('{text}', 'a'), { method: 'POST' })).status, 202);
		assert.equal((await (await fetch(links.statusQueryGetUri)).json()).runtimeStatus, Running);
		const event = links.sendEventPostUri.replace('{eventName}', 'operation');
		assert.equal((await fetch(event, { ...options, body: '"end"' })).status, 202);
		assert.equal((await ended(id)).output, 5);
		assert.equal((await fetch(links.terminatePostUri.replace('{text}', 'a'), { method: 'POST' })).status, 410);
		assert.equal((await fetch(links.rewindPostUri.replace('{text}', 'a'), { method: 'POST' })).status, 410);
		const restarted = await fetch(links.restartPostUri, { method: 'POST' });
		assert.equal(restarted.status, 202);
		await client.terminate((await restarted.json()).id, 'enough');
		assert.equal((await fetch(links.purgeHistoryDeleteUri, { method: 'DELETE' })).status, 200);
		assert.equal((await fetch(links.statusQueryGetUri)).status, 404);
	});

	it('refuses other task hubs and connections', async () => {
		const id = await counter(1);
		assert.equal((await client.getStatus(id, { taskHubName: TASK_HUB, connectionName: CONNECTION })).instanceId, id);
		await assert.rejects(client.getStatus(id, { taskHubName: 'NoSuchHub' }), /HTTP 404/);
		await assert.rejects(client.getStatus(id, { connectionName: 'NoSuchConnection' }), /NoSuchConnection/);
		await assert.rejects(client.raiseEvent(id, 'operation', 'end', { taskHubName: 'NoSuchHub' }), /No instance/);
		await assert.rejects(client.raiseEvent(id, 'operation', 'end', { connectionName: 'NoSuchConnection' }),
			/400.*NoSuchConnection/);
		assert.equal((await client.getStatus(id)).runtimeStatus, Running);
		await client.terminate(id, 'enough');
	});

	it('needs the key where there is one', async () => {
		const id = await counter(1);
		const stranger = await clientOfLinks(prefix, { code: 'wrong' });
		if (CODE) {
			await assert.rejects(stranger.getStatus(id), /401/);
			await assert.rejects(stranger.terminate(id, 'enough'), /401/);
			await assert.rejects(stranger.startNew('HelloCities'), /401/);
		}
		assert.equal((await client.getStatus(id)).runtimeStatus, Running);
		await client.terminate(id, 'enough');
	});

}
