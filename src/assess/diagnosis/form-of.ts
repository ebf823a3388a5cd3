// SPDX-License-Identifier: Apache-2.0
/** The form of a diagnosis: which edition asks today, and which controls each question is about. */
import type { Catalog, ControlFile, DiagnosisFile } from '../../catalog/index.ts';
import { notFound } from '../../kernel/errors.ts';
import type { DiagnosisOverview } from './contract.ts';

const FRAMEWORK = 'ipa-questions';

/** The form of the edition in force on a day; before the first edition, the oldest there is. */
export function formOn(catalog: Catalog, day: string): DiagnosisFile {
  const edition = catalog.editionOn(FRAMEWORK, day)?.id;
  const forms = [...catalog.diagnoses.values()];
  const form = forms.find((one) => one.edition === edition) ?? forms[0];
  if (!form) throw notFound('diagnosis_form_missing');
  return form;
}

export function formById(catalog: Catalog, formId: string): DiagnosisFile {
  const form = catalog.diagnoses.get(formId);
  if (!form) throw notFound('diagnosis_form_missing');
  return form;
}

export const maxOf = (form: DiagnosisFile): number => form.questions.length * form.points['4'];

const NOTHING = { ja: '', en: '' };

const citedSource = (catalog: Catalog, name: string): DiagnosisOverview['form']['source'] => {
  const source = catalog.sources.get(name);
  return { title: source?.title ?? NOTHING, url: source?.url ?? null };
};

export function formView(catalog: Catalog, form: DiagnosisFile): DiagnosisOverview['form'] {
  const edition = catalog.editions.get(form.edition);
  if (!edition) throw notFound('diagnosis_form_missing');
  return {
    formId: form.id,
    title: edition.title,
    issuer: edition.issuer,
    wording: edition.wording,
    note: edition.note ?? null,
    source: citedSource(catalog, form.source),
    questions: form.questions.length,
    max: maxOf(form),
  };
}

/** Question → controls that the catalogue maps to it, in the order of the list of controls. */
export function controlsByQuestion(catalog: Catalog, form: DiagnosisFile): ReadonlyMap<number, readonly ControlFile[]> {
  const found = new Map<number, ControlFile[]>();
  for (const { id } of catalog.summaries) {
    const control = catalog.controls.get(id);
    for (const { edition, ref } of control?.mappings ?? []) {
      if (!control || edition !== form.edition) continue;
      found.set(Number(ref), [...(found.get(Number(ref)) ?? []), control]);
    }
  }
  return found;
}

export const checksOf = (control: ControlFile): readonly string[] =>
  control.verified_by.flatMap(({ checks = [] }) => checks);
