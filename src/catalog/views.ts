// SPDX-License-Identifier: Apache-2.0
/** From the file's shape to what the contract promises. */
import type { ControlDetail, ControlMapping, ControlSummary } from './contract.ts';
import { handbookMark } from './handbook-mark.ts';
import type { ControlFile, EditionFile, SourceEntry, ThemeEntry } from './schema.ts';

export interface ViewContext {
  readonly editions: ReadonlyMap<string, EditionFile>;
  readonly sources: ReadonlyMap<string, SourceEntry>;
  readonly themeTitles: ReadonlyMap<string, ThemeEntry['title']>;
}

export function toSummary(control: ControlFile, context: ViewContext): ControlSummary {
  const { id, title, action, role, importance, difficulty, harm, protects } = control;
  return {
    id,
    title,
    action,
    theme: { id: control.theme, title: context.themeTitles.get(control.theme) ?? title },
    role,
    importance,
    difficulty,
    mark: handbookMark(importance, difficulty),
    harm,
    effortMinutes: control.effort,
    protects,
    checks: control.verified_by.flatMap((v) => v.checks ?? []),
  };
}

function toMapping(mapping: ControlFile['mappings'][number], context: ViewContext): ControlMapping[] {
  const edition = context.editions.get(mapping.edition);
  const source = context.sources.get(mapping.source);
  if (!edition || !source) return [];
  const entry = edition.refs[mapping.ref];
  return [
    {
      edition: edition.id,
      editionTitle: edition.title,
      wording: edition.wording,
      ref: mapping.ref,
      refTitle: entry ? { ja: entry.ja, en: entry.en } : null,
      howSure: mapping.how_sure,
      source: { title: source.title, url: source.url ?? null, read: source.read },
    },
  ];
}

export function toDetail(control: ControlFile, context: ViewContext): ControlDetail {
  const { windows = [], macos = [], linux = [], general } = control.fix;
  return {
    ...toSummary(control, context),
    what: control.what,
    why: control.why,
    question: control.question,
    verifiedBy: control.verified_by.map(({ kind, checks = [] }) => ({ kind, checks })),
    fix: { windows, macos, linux, general },
    dueDays: control.due_days,
    mappings: control.mappings.flatMap((mapping) => toMapping(mapping, context)),
    references: control.references,
  };
}
