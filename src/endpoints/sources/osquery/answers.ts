// SPDX-License-Identifier: Apache-2.0
/** Answers to our queries → facts. Pure. */
import { known, unknown } from '../../facts.ts';
import type { DeviceIdentity, Facts, SoftwareItem } from '../../facts.ts';
import type { OsqueryHost } from './host.ts';

export type AnswerRow = Readonly<Record<string, string>>;

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

/** Only sections whose queries are in `answers` get a reading. */
export function readAnswers(host: OsqueryHost, answers: ReadonlyMap<string, QueryAnswer>): ReadAnswers {
  const os = answers.get('sonae_os');
  if (os === undefined) return { facts: {}, software: undefined, identity: {} };
  if (os.state !== 'rows')
    return {
      facts: { os: unknown(os.state === 'denylisted' ? 'denylisted' : 'query_failed') },
      software: undefined,
      identity: {},
    };
  const name = os.rows[0]?.['name'];
  const fact = name === undefined || name === '' ? unknown('unreadable') : known({ platform: host.platform, name });
  return { facts: { os: fact }, software: undefined, identity: {} };
}
