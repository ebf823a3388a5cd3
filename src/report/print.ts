// SPDX-License-Identifier: Apache-2.0
/** From figures to PDF. The one-page report is one page: composed with less until it is. */
import type { Language } from '../kernel/language.ts';
import type { Press } from '../platform/pdf/press.ts';
import { composeFull } from './compose-full.ts';
import { DENSITIES, composeMonth } from './compose-month.ts';
import type { MonthFigures, ReportFigures } from './contract.ts';

const MONTH = new URL('./templates/month.typ', import.meta.url);
const FULL = new URL('./templates/full.typ', import.meta.url);

export interface Printing {
  readonly language: Language;
  readonly soFar: boolean;
}

/** The moment the figures are of, so that the same report is the same bytes. */
function dateOf({ takenAt }: MonthFigures): Record<string, number> {
  const [year = 0, month = 1, day = 1] = takenAt.slice(0, 10).split('-').map(Number);
  return { year, month, day };
}

export async function printMonth(press: Press, figures: MonthFigures, printing: Printing): Promise<Uint8Array> {
  for (const density of DENSITIES) {
    const paper = composeMonth(figures, { ...printing, density });
    const { pdf, pages } = await press.print({
      template: MONTH,
      data: { paper, size: density.size, date: dateOf(figures) },
    });
    if (pages === 1) return pdf;
  }
  throw new Error(`the report of ${figures.month} does not fit on one page`);
}

export async function printFull(press: Press, figures: ReportFigures, printing: Printing): Promise<Uint8Array> {
  const paper = composeFull(figures, printing);
  const { pdf } = await press.print({ template: FULL, data: { paper, date: dateOf(figures.month) } });
  return pdf;
}
