// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CANT_DO_REASONS, CLOSED_HOW, FINDING_KINDS, taskDetail } from './contract.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

const product = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !/\.(test|fake)\.ts$/.test(file))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');
const missing = (keys: readonly string[]): string[] => keys.filter((key) => !Object.hasOwn(ja, key));
const named = (pattern: RegExp): string[] => [...product.matchAll(pattern)].map((match) => match[1] ?? '');

describe('texts', () => {
  it('exist in both languages, with the same places to fill, and none is empty', () => {
    expect(Object.keys(en)).toEqual(Object.keys(ja));
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const [key, text] of Object.entries(ja)) {
      const other = en[key as keyof typeof en];
      expect([key, ...places(text)]).toEqual([key, ...places(other)]);
      expect(text.trim() && other.trim()).not.toBe('');
    }
  });

  it('exist for every error, reason and deed of this module', () => {
    const codes = named(/(?:conflict|notFound|invalid|forbidden)\('(\w+)'/g);
    expect(codes.length).toBeGreaterThan(8);
    expect(missing(codes.map((code) => `error.${code}`))).toEqual([]);
    expect(missing(named(/field: '\w+', reason: '(\w+)'/g).map((reason) => `reason.${reason}`))).toEqual([]);
    expect(missing(named(/action: '(assess\.\w+)'/g).map((action) => `audit.${action}`))).toEqual([]);
  });

  it('exist for everything the contract can say', () => {
    const events = taskDetail.shape.events.element.shape.kind.options;
    expect(missing(CLOSED_HOW.map((how) => `closed.${how}`))).toEqual([]);
    expect(missing(FINDING_KINDS.map((kind) => `finding.${kind}`))).toEqual([]);
    expect(missing(events.map((kind) => `task_event.${kind}`))).toEqual([]);
    expect(missing(CANT_DO_REASONS.map((reason) => `cant_do.${reason}`))).toEqual([]);
  });
});
