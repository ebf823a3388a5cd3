// SPDX-License-Identifier: Apache-2.0
/** Answers to our queries → facts. Pure. */
import { unknown } from '../../facts.ts';
import type { DeviceIdentity, Reading, SoftwareItem } from '../../facts.ts';
import { FACT_SECTIONS } from '../../facts.ts';
import type { Facts, FactSection } from '../../facts.ts';
import type { OsqueryHost } from './host.ts';
import { identityOfHardware, macsOf } from './map-hardware.ts';
import { softwareOf } from './map-software.ts';
import { ASKS, askableSince, queryName, variantFor } from './queries.ts';
import { READERS, WITHOUT_ASKING } from './readers.ts';
import { clean, taleOf } from './rows.ts';
import type { AnswerRow } from './rows.ts';

export type { AnswerRow } from './rows.ts';

export type QueryAnswer =
  | { readonly state: 'rows'; readonly rows: readonly AnswerRow[] }
  | { readonly state: 'failed'; readonly message?: string }
  | { readonly state: 'denylisted' };

export interface ReadAnswers {
  readonly facts: Partial<Facts>;
  /** undefined = these answers say nothing about software. */
  readonly software: readonly SoftwareItem[] | undefined;
  readonly identity: Partial<DeviceIdentity>;
}

type Answers = ReadonlyMap<string, QueryAnswer>;

/**
 * Only sections whose queries are in `answers` get a reading. What this host can never tell reads unknown, with the
 * reason, in every round that holds the answer to `sonae_os`. Names that were not asked are left alone.
 */
export function readAnswers(host: OsqueryHost, answers: Answers): ReadAnswers {
  const entries = FACT_SECTIONS.flatMap((section): (readonly [FactSection, Reading<unknown>])[] => {
    const read = readSection(host, section, answers);
    return read === undefined ? [] : [[section, read]];
  });
  const software = rowsOf(answers, 'software');
  return {
    // Each reading was made by the reader of its own section.
    facts: Object.fromEntries(entries) as Partial<Facts>,
    software: software === undefined ? undefined : softwareOf(software),
    identity: identityIn(host, answers),
  };
}

function readSection(host: OsqueryHost, section: FactSection, answers: Answers): Reading<unknown> | undefined {
  const ask = ASKS[host.platform].find((one) => one.section === section);
  const read = READERS[host.platform][section];
  const isRound = answers.has(queryName('os'));
  if (ask === undefined || read === undefined) {
    const certain = WITHOUT_ASKING[host.platform]?.[section];
    return isRound ? (certain ?? unknown('not_reported_by_source')) : undefined;
  }
  if (variantFor(ask, host.version) === undefined) {
    return isRound ? unknown('agent_too_old', `osquery ${askableSince(ask)}`) : undefined;
  }
  const answer = answers.get(queryName(section));
  if (answer === undefined) return undefined;
  return answer.state === 'rows' ? read(answer.rows) : unanswered(host, answer);
}

const MESSAGE_LENGTH = 200;

/** Nobody knows this agent's version, and it says itself that it lacks the table: then it is too old. */
function unanswered(host: OsqueryHost, answer: Exclude<QueryAnswer, { state: 'rows' }>): Reading<never> {
  if (answer.state === 'denylisted') return unknown('denylisted');
  const message = clean(answer.message, MESSAGE_LENGTH);
  const lacks = host.version === '' && /no such (?:table|column)/i.test(message);
  return unknown(lacks ? 'agent_too_old' : 'query_failed', message === '' ? undefined : message);
}

function rowsOf(answers: Answers, section: FactSection | 'software'): readonly AnswerRow[] | undefined {
  const answer = answers.get(queryName(section));
  return answer?.state === 'rows' ? answer.rows : undefined;
}

function identityIn(host: OsqueryHost, answers: Answers): Partial<DeviceIdentity> {
  const hardware = rowsOf(answers, 'hardware');
  const network = rowsOf(answers, 'network');
  const tale = network === undefined ? undefined : taleOf('network', network);
  return {
    ...(hardware === undefined ? {} : identityOfHardware(hardware)),
    ...(tale === undefined ? {} : { macs: macsOf(tale, host.platform) }),
  };
}
