// SPDX-License-Identifier: Apache-2.0
export type { EmbeddedConnection } from './connection.ts';
export { readEmbeddedConnection, readSupervisorLogin } from './connection.ts';
export type { PostgresLog, PostgresLogLine } from './log.ts';
export type { EmbeddedPostgres, EmbeddedPostgresOptions, PostgresExit } from './supervisor.ts';
export { startEmbeddedPostgres } from './supervisor.ts';
