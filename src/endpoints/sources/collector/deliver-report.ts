// SPDX-License-Identifier: Apache-2.0
/** Sends what `sonae check` saw: under this computer's own key when it has one, else under a one-hour code. */
import { z } from 'zod';

import { bilingual } from '../../../kernel/schemas.ts';
import type { Language } from '../../../kernel/language.ts';
import type { SendSettings } from './check-this-computer.ts';
import { isDeviceKey } from './key-file.ts';
import type { KeyDraft, KeptKey } from './key-file.ts';
import type { CollectorReport } from './report.ts';

export type Send = (settings: SendSettings) => Promise<{ readonly status: number; readonly answer?: string }>;

/** The part of the server's answer that a collector uses; anything else in it is left alone. */
const answerSchema = z.object({
  deviceKey: z.string().nullish().catch(null),
  summary: bilingual.optional().catch(undefined),
});

// What a terminal could take for a command; the server's text is only ever text.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]+/gu;
const LINES_MAX = 60;

export interface Answer {
  readonly deviceKey: string | undefined;
  readonly summary: readonly string[];
}

/** Reads an answer; one that is not ours says nothing and does no harm. */
export function readAnswer(text: string, language: Language): Answer {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    given = undefined;
  }
  const answer = answerSchema.safeParse(given);
  const key = answer.data?.deviceKey ?? '';
  const lines = (answer.data?.summary?.[language] ?? '').split('\n').slice(0, LINES_MAX);
  return {
    deviceKey: isDeviceKey(key) ? key : undefined,
    summary: lines
      .map((line) => line.replaceAll(UNPRINTABLE, ' ').slice(0, 400).trimEnd())
      .filter((line) => line !== ''),
  };
}

export interface CodeTarget {
  readonly server: string;
  readonly token: string;
  readonly caPem?: string | undefined;
}

export interface DeliveryPlan {
  readonly report: CollectorReport;
  readonly send: Send;
  readonly language: Language;
  readonly kept?: KeptKey | undefined;
  readonly code?: CodeTarget | undefined;
  /** Makes the place for a key, when one shall be kept. */
  readonly draft?: (() => Promise<KeyDraft>) | undefined;
}

export type Delivered =
  | { readonly kind: 'delivered'; readonly summary: readonly string[]; readonly key: 'kept' | 'missing' | 'not_asked' }
  | { readonly kind: 'refused'; readonly what: 'key' | 'code' }
  | { readonly kind: 'failed'; readonly status: number };

const isRefusal = (status: number): boolean => status === 401 || status === 403;

async function underKey({ report, send, language }: DeliveryPlan, kept: KeptKey): Promise<Delivered> {
  const { status, answer = '' } = await send({ ...kept, token: kept.key, report, keep: true });
  if (isRefusal(status)) return { kind: 'refused', what: 'key' };
  if (status < 200 || status > 299) return { kind: 'failed', status };
  return { kind: 'delivered', summary: readAnswer(answer, language).summary, key: 'not_asked' };
}

async function underCode({ report, send, language, draft }: DeliveryPlan, code: CodeTarget): Promise<Delivered> {
  const place = await draft?.();
  try {
    const { status, answer = '' } = await send({ ...code, report, keep: place !== undefined });
    if (isRefusal(status)) return { kind: 'refused', what: 'code' };
    if (status < 200 || status > 299) return { kind: 'failed', status };
    const { summary, deviceKey } = readAnswer(answer, language);
    if (place === undefined) return { kind: 'delivered', summary, key: 'not_asked' };
    if (deviceKey === undefined) return { kind: 'delivered', summary, key: 'missing' };
    await place.save({ server: code.server, key: deviceKey, caPem: code.caPem });
    return { kind: 'delivered', summary, key: 'kept' };
  } finally {
    await place?.discard();
  }
}

/**
 * A revoked key is given up for a code, when there is one.
 * @throws KeyFileError when the key cannot be stored; what `send` throws when the server is not reached
 */
export async function deliverReport(plan: DeliveryPlan): Promise<Delivered> {
  if (plan.kept !== undefined) {
    const delivered = await underKey(plan, plan.kept);
    if (delivered.kind !== 'refused' || plan.code === undefined) return delivered;
  }
  if (plan.code === undefined) throw new TypeError('neither key nor code');
  return underCode(plan, plan.code);
}
