// SPDX-License-Identifier: Apache-2.0
/** Which controls work against a threat, and which would have stopped a trouble case. */
import type { ControlSummary } from './contract.ts';
import type { ControlFile } from './schema.ts';
import type { CaseFile, ThreatFile } from './threat-schema.ts';

interface Parts {
  readonly controls: ReadonlyMap<string, ControlFile>;
  readonly threats: ReadonlyMap<string, ThreatFile>;
  readonly cases: ReadonlyMap<string, CaseFile>;
}

interface Place {
  readonly edition: string;
  readonly ref: string;
}

const isMappedTo = (control: ControlFile | undefined, places: readonly Place[]): boolean =>
  control?.mappings.some((m) => places.some(({ edition, ref }) => m.edition === edition && m.ref === ref)) ?? false;

/** Those its measures name and those mapped to its place in one of the yearly lists. */
export function controlsAgainst(
  { controls, threats }: Parts,
  summaries: readonly ControlSummary[],
  threatId: string,
): readonly ControlSummary[] {
  const threat = threats.get(threatId);
  if (!threat) return [];
  const named = new Set(threat.measures.flatMap((measure) => measure.controls ?? []));
  return summaries.filter(({ id }) => named.has(id) || isMappedTo(controls.get(id), threat.ranks));
}

/** Those it names, in its order (the strongest first), then those mapped to it. */
export function controlsOfCase(
  { controls, cases }: Parts,
  summaries: readonly ControlSummary[],
  caseId: string,
): readonly ControlSummary[] {
  const found = cases.get(caseId);
  if (!found) return [];
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  const named = found.controls.flatMap((id) => byId.get(id) ?? []);
  return [...named, ...summaries.filter((s) => !named.includes(s) && isMappedTo(controls.get(s.id), [found]))];
}
