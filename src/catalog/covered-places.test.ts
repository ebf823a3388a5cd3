// SPDX-License-Identifier: Apache-2.0
/** Places of the guidelines that must not lose their controls again. Reads the files as they are; the loader has its own tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '../../catalog/controls');
const file = z.object({
  id: z.string(),
  mappings: z.array(z.object({ edition: z.string(), ref: z.union([z.string(), z.number()]).transform(String) })),
});
const controls = readdirSync(FOLDER).map((name) => file.parse(parse(readFileSync(join(FOLDER, name), 'utf8'))));

/** Which control must answer for which place; more may. */
const ANSWERED_BY: readonly (readonly [edition: string, ref: string, control: string])[] = [
  ['ipa-cloud-3.1', '8', 'no-shared-accounts'],
  ['ipa-cloud-3.1', '10', 'cloud-data-copied'],
  ['ipa-cloud-3.1', '13', 'cloud-data-at-end'],
  ['ipa-cloud-3.1', '14', 'cloud-data-at-end'],
  ['ipa-cloud-3.1', '15', 'cloud-data-at-end'],
  ['ipa-questions-3.1', '1', 'apps-updated'],
  ['ipa-rules-3.1', '3', 'data-ledger'],
  ['ipa-rules-3.1', '4', 'accounts-approved'],
  ['ipa-rules-3.1', '8', 'own-systems-maintained'],
  ['ipa-threats-2021', '8', 'account-lockout-set'],
  ['ipa-threats-2021', '10', 'urgent-weaknesses-handled'],
  ['mic-guideline-5', '8.executive.basic', 'executives-no-exception'],
  ['mic-guideline-5', '9.administrator.advanced', 'sign-in-conditions-set'],
  ['mic-guideline-5', 'malware.administrator.filtering', 'mail-filter-on'],
  ['scs-2026', '3-1-1', 'software-decided'],
  ['scs-2026', '3-1-4', 'data-ledger'],
  ['scs-2026', '3-2-1', 'urgent-weaknesses-handled'],
  ['scs-2026', '4-1-1', 'accounts-approved'],
  ['scs-2026', '4-1-2', 'admin-rights-reviewed'],
  ['scs-2026', '4-1-3', 'sign-in-conditions-set'],
  ['scs-2026', '4-1-4', 'account-lockout-set'],
  ['scs-2026', '4-1-5', 'password-rule-set'],
  ['scs-2026', '4-1-6', 'reset-after-identity-check'],
  ['scs-2026', '4-1-7', 'rights-by-role'],
  ['scs-2026', '4-3-4', 'backup-out-of-reach'],
  ['scs-2026', '4-1-9', 'removable-media-limited'],
  ['scs-2026', '4-3-1', 'storage-encrypted'],
  ['scs-2026', '4-3-2', 'data-kept-no-longer'],
  ['scs-2026', '4-4-1', 'standard-setup'],
  ['scs-2026', '4-4-2', 'app-support-ends-listed'],
  ['scs-2026', '5-1-2', 'edr-in-use'],
];

it.each(ANSWERED_BY)('%s %s is answered by %s', (edition, ref, control) => {
  const answering = controls.filter(({ mappings }) => mappings.some((m) => m.edition === edition && m.ref === ref));
  expect(answering.map(({ id }) => id)).toContain(control);
});
