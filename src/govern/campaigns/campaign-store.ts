// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../../platform/postgres/database.ts';
import type { CAMPAIGN_ANSWERS } from './contract.ts';

type Answer = (typeof CAMPAIGN_ANSWERS)[number];

export interface CampaignRow {
  readonly campaign_id: string;
  readonly title: string;
  readonly started_by: string;
  readonly started_at: Date;
  readonly closes_on: string;
  readonly ended_at: Date | null;
  readonly asked: number;
  readonly answered: number;
  /** Of the member who asks: null = is not asked. */
  readonly own_answered: boolean | null;
  readonly controls: readonly string[];
}

const campaignOf = (memberId: string | null): Sql => sql`
  SELECT held.campaign_id, title, started_by, started_at, closes_on, ended_at,
    (SELECT count(*) FROM govern_campaign_person person
     WHERE person.org_id = held.org_id AND person.campaign_id = held.campaign_id) AS asked,
    (SELECT count(*) FROM govern_campaign_person person
     WHERE person.org_id = held.org_id AND person.campaign_id = held.campaign_id AND answered_at IS NOT NULL) AS answered,
    (SELECT answered_at IS NOT NULL FROM govern_campaign_person person
     WHERE person.org_id = held.org_id AND person.campaign_id = held.campaign_id AND member_id = ${memberId}) AS own_answered,
    ARRAY(SELECT control_id FROM govern_campaign_question asked
          WHERE asked.org_id = held.org_id AND asked.campaign_id = held.campaign_id ORDER BY position) AS controls
  FROM govern_campaign held`;

export async function listCampaignRows(tx: ScopedTx, memberId: string | null, limit: number): Promise<CampaignRow[]> {
  return tx.all<CampaignRow>(sql`
    ${campaignOf(memberId)} WHERE held.org_id = ${tx.orgId} ORDER BY started_at DESC, held.campaign_id DESC LIMIT ${limit}`);
}

export async function readCampaignRow(
  tx: ScopedTx,
  id: string,
  memberId: string | null,
): Promise<CampaignRow | undefined> {
  return tx.maybe<CampaignRow>(sql`
    ${campaignOf(memberId)} WHERE held.org_id = ${tx.orgId} AND held.campaign_id = ${id}`);
}

/** Nobody ends it while somebody answers, and nobody answers what has ended. */
export async function lockCampaign(tx: ScopedTx, id: string): Promise<void> {
  await tx.run(sql`SELECT 1 FROM govern_campaign WHERE org_id = ${tx.orgId} AND campaign_id = ${id} FOR UPDATE`);
}

export async function countOpen(tx: ScopedTx): Promise<number> {
  const { open } = await tx.one<{ open: number }>(sql`
    SELECT count(*) AS open FROM govern_campaign WHERE org_id = ${tx.orgId} AND ended_at IS NULL`);
  return open;
}

export interface NewCampaign {
  readonly campaignId: string;
  readonly title: string;
  readonly startedBy: string;
  readonly at: Date;
  readonly closesOn: string;
  readonly controls: readonly string[];
  readonly members: readonly string[];
}

export async function insertCampaign(tx: ScopedTx, made: NewCampaign): Promise<void> {
  const { campaignId: id } = made;
  await tx.run(sql`
    INSERT INTO govern_campaign (org_id, campaign_id, title, started_by, started_at, closes_on)
    VALUES (${tx.orgId}, ${id}, ${made.title}, ${made.startedBy}, ${made.at}, ${made.closesOn})`);
  await tx.run(sql`
    INSERT INTO govern_campaign_question (org_id, campaign_id, control_id, position)
    SELECT ${tx.orgId}, ${id}, control_id, position
    FROM unnest(${[...made.controls]}::text[]) WITH ORDINALITY AS given (control_id, position)`);
  await tx.run(sql`
    INSERT INTO govern_campaign_person (org_id, campaign_id, member_id)
    SELECT ${tx.orgId}, ${id}, member_id FROM unnest(${[...made.members]}::uuid[]) AS given (member_id)`);
}

export interface GivenAnswer {
  readonly controlId: string;
  readonly answer: Answer;
  readonly reason: string;
}

export async function keepAnswers(
  tx: ScopedTx,
  {
    campaignId,
    memberId,
    at,
    answers,
  }: { campaignId: string; memberId: string; at: Date; answers: readonly GivenAnswer[] },
): Promise<void> {
  const rows = answers.map(({ controlId, answer, reason }) => ({ control_id: controlId, answer, reason }));
  await tx.run(sql`
    INSERT INTO govern_campaign_answer (org_id, campaign_id, member_id, control_id, answer, reason, answered_at)
    SELECT ${tx.orgId}, ${campaignId}, ${memberId}, control_id, answer, reason, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (control_id text, answer text, reason text)
    ON CONFLICT (org_id, campaign_id, member_id, control_id) DO UPDATE SET
      answer = excluded.answer, reason = excluded.reason, answered_at = excluded.answered_at`);
  await tx.run(sql`
    UPDATE govern_campaign_person SET answered_at = ${at}
    WHERE org_id = ${tx.orgId} AND campaign_id = ${campaignId} AND member_id = ${memberId}`);
}

export interface AnswerRow {
  readonly member_id: string;
  readonly control_id: string;
  readonly answer: Answer;
  readonly reason: string;
}

/** Of one member, or of all. */
export async function answersOf(
  tx: ScopedTx,
  campaignId: string,
  { memberId, limit }: { memberId: string | undefined; limit: number },
): Promise<AnswerRow[]> {
  const whose = memberId === undefined ? sql`` : sql`AND member_id = ${memberId}`;
  return tx.all<AnswerRow>(sql`
    SELECT member_id, control_id, answer, reason FROM govern_campaign_answer
    WHERE org_id = ${tx.orgId} AND campaign_id = ${campaignId} ${whose} ORDER BY member_id, control_id LIMIT ${limit}`);
}

export async function waitingFor(tx: ScopedTx, campaignId: string, limit: number): Promise<string[]> {
  const rows = await tx.all<{ member_id: string }>(sql`
    SELECT member_id FROM govern_campaign_person
    WHERE org_id = ${tx.orgId} AND campaign_id = ${campaignId} AND answered_at IS NULL ORDER BY member_id LIMIT ${limit}`);
  return rows.map((row) => row.member_id);
}

export interface Untold {
  readonly campaign_id: string;
  readonly member_id: string;
  readonly title: string;
  readonly closes_on: string;
}

/** People who were asked and have no task about it yet. */
export async function untoldPeople(tx: ScopedTx, limit: number): Promise<Untold[]> {
  return tx.all<Untold>(sql`
    SELECT campaign_id, member_id, title, closes_on
    FROM govern_campaign_person person JOIN govern_campaign USING (org_id, campaign_id)
    WHERE person.org_id = ${tx.orgId} AND NOT told AND answered_at IS NULL AND ended_at IS NULL
    ORDER BY campaign_id, member_id LIMIT ${limit} FOR UPDATE OF person`);
}

export async function markPeopleTold(tx: ScopedTx, people: readonly Untold[]): Promise<void> {
  await tx.run(sql`
    UPDATE govern_campaign_person person SET told = true
    FROM unnest(${people.map((one) => one.campaign_id)}::uuid[], ${people.map((one) => one.member_id)}::uuid[])
      AS given (campaign_id, member_id)
    WHERE person.org_id = ${tx.orgId} AND person.campaign_id = given.campaign_id AND person.member_id = given.member_id`);
}

export async function pastCampaigns(tx: ScopedTx, today: string): Promise<string[]> {
  const rows = await tx.all<{ campaign_id: string }>(sql`
    SELECT campaign_id FROM govern_campaign
    WHERE org_id = ${tx.orgId} AND ended_at IS NULL AND closes_on < ${today}::date ORDER BY campaign_id LIMIT 100`);
  return rows.map((row) => row.campaign_id);
}

export async function markEnded(tx: ScopedTx, campaignId: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE govern_campaign SET ended_at = ${at} WHERE org_id = ${tx.orgId} AND campaign_id = ${campaignId}`);
}
