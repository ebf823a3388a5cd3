// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../../kernel/language.ts';
import { csvHeadLine, csvLine } from '../../platform/csv.ts';
import { word } from '../words.ts';
import type { ExceptionItem } from './contract.ts';

const COLUMNS = [
  'title',
  'kind',
  'state',
  'owner',
  'reason',
  'meanwhile',
  'controls',
  'approved_by',
  'approved_on',
  'starts_on',
  'ends_on',
  'renewals',
  'close_reason',
] as const;

export const exceptionCsvHead = (language: Language): string =>
  csvHeadLine(COLUMNS.map((column) => word(language, `exception.csv.${column}`)));

export const exceptionCsvLine = (item: ExceptionItem, language: Language): string =>
  csvLine([
    item.title,
    word(language, `exception.kind.${item.kind}`),
    word(language, `exception.state.${item.state}`),
    item.ownerName ?? '',
    item.reason,
    item.meanwhile,
    item.controls.map(({ title }) => title[language]).join(language === 'ja' ? '、' : '; '),
    item.approvedByName ?? '',
    item.approvedOn,
    item.startsOn,
    item.endsOn,
    String(item.renewals),
    item.closeReason ?? '',
  ]);
