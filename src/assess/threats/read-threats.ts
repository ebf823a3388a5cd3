// SPDX-License-Identifier: Apache-2.0
/** Threats and trouble cases as the organisation stands against them. */
import type { CaseFile, Catalog, ThreatFile } from '../../catalog/index.ts';
import type { ControlSummary, HowSure } from '../../catalog/contract.ts';
import { notFound } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { listControls } from '../list-controls.ts';
import type {
  Backing,
  CaseDetail,
  CaseItem,
  ControlStanding,
  PersonalThreatList,
  ThreatDetail,
  ThreatItem,
} from './contract.ts';
import { openFirst, tallyOf, toStanding, weakestOf } from './standing.ts';
import { ranksOf, yearlyOrder } from './yearly-order.ts';

type Standings = ReadonlyMap<string, ControlStanding>;

async function standings(tx: ScopedTx, context: AssessContext): Promise<Standings> {
  return new Map((await listControls(tx, context)).map((item) => [item.id, toStanding(item)]));
}

const standingsOf = (controls: readonly ControlSummary[], all: Standings): ControlStanding[] =>
  controls.flatMap(({ id }) => all.get(id) ?? []);

function threatItem(threat: ThreatFile, catalog: Catalog, all: Standings): ThreatItem {
  return {
    threatId: threat.id,
    title: threat.title,
    plain: threat.plain,
    ranks: ranksOf(threat),
    tally: tallyOf(standingsOf(catalog.controlsAgainst(threat.id), all)),
  };
}

const caseItem = (one: CaseFile, catalog: Catalog, all: Standings): CaseItem => ({
  caseId: one.id,
  number: Number(one.ref),
  title: one.title,
  tally: tallyOf(standingsOf(catalog.controlsOfCase(one.id), all)),
});

export async function listThreats(tx: ScopedTx, context: AssessContext) {
  const { catalog } = context;
  const all = await standings(tx, context);
  const threats = yearlyOrder(catalog).map((threat) => threatItem(threat, catalog, all));
  const years = new Set(threats.flatMap(({ ranks }) => ranks.map(({ year }) => year)));
  return {
    years: [...years].toSorted((a, b) => a - b),
    threats,
    cases: [...catalog.cases.values()].map((one) => caseItem(one, catalog, all)),
  };
}

function backingOf(catalog: Catalog, { how_sure, source }: { how_sure: HowSure; source: string }): Backing {
  const found = catalog.sources.get(source);
  if (!found) throw new Error(`the catalogue has no source "${source}"`);
  return { howSure: how_sure, source: { title: found.title, url: found.url ?? null, read: found.read } };
}

type Line = ThreatFile['methods'][number];

export async function readThreat(tx: ScopedTx, context: AssessContext, threatId: string): Promise<ThreatDetail> {
  const { catalog } = context;
  const threat = catalog.threats.get(threatId);
  if (!threat) throw notFound('threat_not_found');
  const all = await standings(tx, context);
  const controls = openFirst(standingsOf(catalog.controlsAgainst(threatId), all));
  const said = ({ ja, en, how_sure = threat.how_sure, source = threat.source }: Line) => ({
    ja,
    en,
    backing: backingOf(catalog, { how_sure, source }),
  });
  return {
    ...threatItem(threat, catalog, all),
    toUs: threat.to_us,
    methods: threat.methods.map(said),
    causes: threat.causes.map(said),
    measures: threat.measures.map((measure) => ({
      ...said(measure),
      role: measure.role,
      phase: measure.phase,
      controlIds: measure.controls ?? [],
    })),
    entryPoints: catalog.entryPoints
      .filter(({ id }) => threat.entry_points.includes(id))
      .map(({ id, title, measure, controls: controlIds }) => ({ id, title, measure, controlIds })),
    controls,
    weakest: weakestOf(controls)?.id ?? null,
    cases: [...catalog.cases.values()]
      .filter((one) => one.threats.includes(threatId))
      .map(({ id, title }) => ({ caseId: id, title })),
    note: threat.note ?? null,
  };
}

export async function readCase(tx: ScopedTx, context: AssessContext, caseId: string): Promise<CaseDetail> {
  const { catalog } = context;
  const found = catalog.cases.get(caseId);
  const edition = found && catalog.editions.get(found.edition);
  if (!found || !edition) throw notFound('case_not_found');
  const all = await standings(tx, context);
  const controls = standingsOf(catalog.controlsOfCase(caseId), all);
  const categories = catalog.editions.get('mic-guideline-5')?.refs ?? {};
  return {
    ...caseItem(found, catalog, all),
    wording: edition.wording,
    story: found.story,
    watchFor: found.watch_for,
    categories: found.categories.flatMap((number) => {
      const category = categories[`category.${number}`];
      return category ? [{ number, title: { ja: category.ja, en: category.en } }] : [];
    }),
    controls,
    weakest: weakestOf(controls)?.id ?? null,
    threats: found.threats.flatMap((id) => {
      const threat = catalog.threats.get(id);
      return threat ? [{ threatId: id, title: threat.title }] : [];
    }),
  };
}

/** Knowledge for everyone: nothing of it is about the organisation. */
export function readPersonal(catalog: Catalog): PersonalThreatList {
  const { personal } = catalog;
  if (!personal) throw notFound('threat_not_found');
  const { title, issuer, wording, how_sure, source, threats } = personal;
  return { title, issuer, wording, backing: backingOf(catalog, { how_sure, source }), threats };
}

/** Where a control is part of the answer: for the links on its page. */
export function storiesOf(catalog: Catalog, controlId: string) {
  return {
    threats: [...catalog.threats.values()]
      .filter(({ id }) => catalog.controlsAgainst(id).some((control) => control.id === controlId))
      .map(({ id, title }) => ({ threatId: id, title })),
    cases: [...catalog.cases.values()]
      .filter(({ id }) => catalog.controlsOfCase(id).some((control) => control.id === controlId))
      .map(({ id, title }) => ({ caseId: id, title })),
  };
}
