// SPDX-License-Identifier: Apache-2.0
/** Operations for staff of the operator. They see only organisations that let them in. */
import { z } from 'zod';
import { OPERATOR, operation } from '../kernel/contract.ts';
import type { ApiOf } from '../kernel/contract.ts';
import { LANGUAGES } from '../kernel/language.ts';
import { id, moment, operatorRoles, organisationBody, invitedPerson } from '../identity/contract.ts';

const listOperatedOrganisations = operation({
  method: 'GET',
  path: '/api/v1/operate/organisations',
  summary: 'Organisations that let this person in',
  access: OPERATOR,
  query: z.object({ after: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  response: z.object({
    organisations: z.array(
      z.object({ orgId: id, name: z.string(), kana: z.string(), roles: operatorRoles, grantedAt: moment }),
    ),
    next: id.nullable(),
  }),
});

const createOperatedOrganisation = operation({
  method: 'POST',
  path: '/api/v1/operate/organisations',
  summary: 'Makes an organisation and the invitation of its administrator; the link is shown only in this answer',
  access: OPERATOR,
  body: z.object({
    organisation: organisationBody,
    administrator: invitedPerson,
    language: z.enum(LANGUAGES).default('ja'),
  }),
  response: z.object({ orgId: id, link: z.string(), mailed: z.boolean() }),
  status: 201,
});

const run = z.object({
  kind: z.enum(['backup', 'drill']),
  askedBy: z.enum(['schedule', 'person', 'command_line']),
  startedAt: moment,
  endedAt: moment,
  outcome: z.enum(['done', 'failed']),
  /** A code; null when it went well. */
  reason: z.string().nullable(),
  fileName: z.string().nullable(),
  bytes: z.int().nullable(),
  rows: z.int().nullable(),
  encrypted: z.boolean().nullable(),
  secondPlace: z.enum(['none', 'verified', 'failed']),
  backupAt: moment.nullable(),
});

const listBackupRuns = operation({
  method: 'GET',
  path: '/api/v1/operate/backups',
  summary: 'The last backups and trial restores of the installation, newest first',
  access: OPERATOR,
  response: z.object({
    folder: z.string(),
    /** Null when no second place is set. */
    secondFolder: z.string().nullable(),
    /** When the schedule makes the next ones; null when it is switched off. */
    nextBackupAt: moment.nullable(),
    nextDrillAt: moment.nullable(),
    backups: z.array(run),
    drills: z.array(run),
  }),
});

const requestBackup = operation({
  method: 'POST',
  path: '/api/v1/operate/backups',
  summary: 'Makes a backup as soon as the server gets to it; the list says how it went',
  access: OPERATOR,
  response: z.object({ asked: z.literal(true) }),
  status: 202,
});

export const operateOperations = {
  listOperatedOrganisations,
  createOperatedOrganisation,
  listBackupRuns,
  requestBackup,
} as const;

export type OperateApi = ApiOf<typeof operateOperations>;
