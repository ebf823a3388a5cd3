// SPDX-License-Identifier: Apache-2.0
/** A socket in front of a test database that can be switched off and on: the database "goes away" for one product. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from './database.ts';

export interface DatabaseSwitch {
  /** For `ProductOptions.socketFolder`. */
  readonly folderFor: (database: TestDatabase) => string;
  /** Cuts every connection; new ones find no socket. */
  off(): Promise<void>;
  on(): Promise<void>;
  remove(): Promise<void>;
}

export function databaseSwitch(): DatabaseSwitch {
  const folder = mkdtempSync(join(tmpdir(), 'sonae-switch-'));
  const sockets = new Set<Socket>();
  let real = '';
  let name = '';
  let server: Server | undefined;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const open = (): Server =>
    createServer((near) => {
      const far = connect(real);
      keep(near);
      keep(far);
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    }).listen(join(folder, name));
  const off = async (): Promise<void> => {
    const closing = server;
    if (!closing) return;
    server = undefined;
    const closed = new Promise<void>((done) => closing.close(() => done()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    folderFor: ({ app }) => {
      name = `.s.PGSQL.${app.port}`;
      real = join(String(app.host), name);
      server = open();
      return folder;
    },
    off,
    on: async () => {
      const opening = open();
      server = opening;
      if (!opening.listening) await new Promise<void>((done) => opening.once('listening', () => done()));
    },
    remove: async () => {
      await off();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
