// SPDX-License-Identifier: Apache-2.0
/** The state of each place of an edition, from the controls that are mapped to it. */
import type { Catalog } from '../../catalog/index.ts';
import type { EditionFile } from '../../catalog/index.ts';
import { answerOf, combine, evidenceOf } from '../check-sheets/answer-from-state.ts';
import type { StateNow } from '../check-sheets/sheet-context.ts';
import type { DeclarationItem } from './contract.ts';

/** Controls by the place of the edition they are mapped to. */
export function controlsByRef(catalog: Catalog, editionId: string): ReadonlyMap<string, readonly string[]> {
  const byRef = new Map<string, string[]>();
  for (const control of catalog.controls.values()) {
    for (const { edition, ref } of control.mappings) {
      if (edition !== editionId) continue;
      byRef.set(ref, [...(byRef.get(ref) ?? []), control.id]);
    }
  }
  return byRef;
}

/**
 * A place is met when every control behind it is. What none of our controls covers is unknown, never met.
 */
export function itemsOf(edition: EditionFile, catalog: Catalog, state: StateNow): DeclarationItem[] {
  const byRef = controlsByRef(catalog, edition.id);
  return Object.entries(edition.refs).map(([ref, { ja, en }]) => {
    const controls = (byRef.get(ref) ?? []).flatMap((id) => state.controls.get(id) ?? []);
    return {
      ref,
      title: { ja, en },
      answer: combine(controls.map(answerOf)),
      controls: controls.map((control) => ({
        controlId: control.controlId,
        title: control.title,
        answer: answerOf(control),
        evidence: {
          ja: evidenceOf(control, { language: 'ja', today: state.today }),
          en: evidenceOf(control, { language: 'en', today: state.today }),
        },
      })),
    };
  });
}
