import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openDynamodb } from '../../infra/local/emulators/dynamodb/dynamodb.ts';
import type { Emulator } from '../../infra/local/emulators/emulator.ts';

/** An emulator on a port of its own and a directory of its own, which the SDK finds by the environment as on Lambda. */
export async function serveEmulator<E extends Emulator>(open: (directory: string) => Promise<E> | E) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-adapter-'));
  const emulator = await open(directory);
  const server = http.createServer((request, response) => {
    void (async () => await emulator.handle(request, response))();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  process.env.AWS_REGION = 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID = 'adapter';
  process.env.AWS_SECRET_ACCESS_KEY = 'adapter';
  return {
    emulator,
    async close() {
      server.closeAllConnections();
      server.close();
      await emulator.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A DynamoDB with one empty table, keyed as all of ours are; for how to close it see `serveEmulator`. */
export async function serveTable(name: string) {
  const { emulator, close } = await serveEmulator((directory) => openDynamodb({ directory }));
  await emulator.declareTable({
    name,
    attributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    keySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  return { close };
}
