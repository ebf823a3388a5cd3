// SPDX-License-Identifier: Apache-2.0
import type { Counts } from '../../assess/contract.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { seesAll } from '../context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import { answersOf, readCampaignRow, waitingFor } from './campaign-store.ts';
import type { AnswerRow, CampaignRow } from './campaign-store.ts';
import type { CampaignDetail, CampaignItem, CampaignQuestion } from './contract.ts';

const MAX_ANSWERS = 50_000;
const MAX_NAMES = 100;
const MAX_LISTED = 50;

type Names = ReadonlyMap<string, string>;

export async function namesOf(tx: ScopedTx, { people }: GovernContext): Promise<Names> {
  return new Map((await people.members(tx)).map(({ memberId, name }) => [memberId, name]));
}

export function campaignView(row: CampaignRow, names: Names): CampaignItem {
  return {
    campaignId: row.campaign_id,
    title: row.title,
    startedAt: row.started_at.toISOString(),
    startedByName: names.get(row.started_by) ?? null,
    closesOn: row.closes_on,
    open: row.ended_at === null,
    asked: row.asked,
    answered: row.answered,
    mine: row.own_answered === null ? 'not_asked' : row.own_answered ? 'answered' : 'waiting',
  };
}

interface Gathered {
  readonly names: Names;
  readonly own: readonly AnswerRow[];
  readonly ownCounts: ReadonlyMap<string, Counts>;
  /** Of everybody; undefined for those who see their own only. */
  readonly all: readonly AnswerRow[] | undefined;
  readonly states: ReadonlyMap<string, { readonly checks: readonly string[]; readonly counts: Counts | null }>;
  /** check → owners of devices that say no. */
  readonly failing: ReadonlyMap<string, ReadonlySet<string>>;
}

const NONE: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };

function addUp(checks: readonly string[], byCheck: ReadonlyMap<string, Counts>): Counts | null {
  if (checks.length === 0) return null;
  return checks
    .map((check) => byCheck.get(check) ?? NONE)
    .reduce((left, right) => ({
      pass: left.pass + right.pass,
      fail: left.fail + right.fail,
      unknown: left.unknown + right.unknown,
      notApplicable: left.notApplicable + right.notApplicable,
    }));
}

function allOf(controlId: string, { names, all, states, failing }: Gathered): CampaignQuestion['all'] {
  if (!all) return null;
  const here = all.filter(({ control_id }) => control_id === controlId);
  const given = (answer: AnswerRow['answer']): AnswerRow[] => here.filter((row) => row.answer === answer);
  const checks = states.get(controlId)?.checks ?? [];
  const saysNo = (memberId: string): boolean => checks.some((check) => failing.get(check)?.has(memberId));
  return {
    yes: given('yes').length,
    no: given('no').length,
    cannot: given('cannot').length,
    reasons: given('cannot')
      .slice(0, MAX_LISTED)
      .map(({ member_id, reason }) => ({ name: names.get(member_id) ?? null, reason })),
    counts: states.get(controlId)?.counts ?? null,
    contradicted: given('yes')
      .filter(({ member_id }) => saysNo(member_id))
      .slice(0, MAX_LISTED)
      .flatMap(({ member_id }) => names.get(member_id) ?? []),
  };
}

/** A question of a control that the catalogue no longer has is left out; its answers stay in the database. */
function questionsOf(row: CampaignRow, { catalog }: GovernContext, gathered: Gathered): CampaignQuestion[] {
  return row.controls.flatMap((controlId) => {
    const control = catalog.controls.get(controlId);
    if (!control) return [];
    const own = gathered.own.find(({ control_id }) => control_id === controlId);
    return [
      {
        controlId,
        title: control.title,
        question: control.question,
        own: {
          answer: own?.answer ?? null,
          reason: own?.reason ?? '',
          counts: addUp(gathered.states.get(controlId)?.checks ?? [], gathered.ownCounts),
        },
        all: allOf(controlId, gathered),
      },
    ];
  });
}

export async function readCampaign(tx: ScopedTx, context: GovernContext, campaignId: string): Promise<CampaignDetail> {
  const memberId = memberOf(tx.scope);
  const row = await readCampaignRow(tx, campaignId, memberId ?? null);
  const every = seesAll(tx.scope);
  if (!row || (!every && row.own_answered === null)) throw notFound('campaign_not_found');
  const { assess } = context;
  const names = await namesOf(tx, context);
  const states = new Map((await assess.controlStates(tx)).map(({ id, checks, counts }) => [id, { checks, counts }]));
  const checks = row.controls.flatMap((id) => states.get(id)?.checks ?? []);
  const gathered: Gathered = {
    names,
    own: memberId === undefined ? [] : await answersOf(tx, campaignId, { memberId, limit: MAX_LISTED }),
    ownCounts: memberId === undefined ? new Map() : await assess.countsOfOwner(tx, memberId),
    all: every ? await answersOf(tx, campaignId, { memberId: undefined, limit: MAX_ANSWERS }) : undefined,
    states,
    failing: every ? await assess.ownersFailing(tx, checks) : new Map(),
  };
  const waiting = every ? await waitingFor(tx, campaignId, MAX_NAMES) : null;
  return {
    ...campaignView(row, names),
    questions: questionsOf(row, context, gathered),
    waiting: waiting?.flatMap((id) => names.get(id) ?? []) ?? null,
  };
}
