// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogError, CRITERIA, formatProblem, loadCatalog } from './index.ts';
import { SHIPPED, shippedCatalog } from './shipped-catalog.fake.ts';

const catalog = shippedCatalog();

describe('the seven ways of teleworking', () => {
  it('have the grades of the guideline’s comparison table', () => {
    const rows = catalog.methods.map(({ id, ratings }) => [id, CRITERIA.map((c) => ratings[c].grade).join('')]);
    expect(Object.fromEntries(rows)).toEqual({
      vpn: 'SABBC',
      'remote-desktop': 'SCBBA',
      'virtual-desktop': 'SCCCS',
      'secure-container': 'BABBA',
      'secure-browser': 'CBBBA',
      'cloud-services': 'BSAAD',
      standalone: 'DSSSC',
    });
    expect(catalog.methods.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('are each reached by the chart, which is called ours', () => {
    const ends = catalog.finder?.questions.flatMap(({ yes, no }) =>
      [yes, no].flatMap((answer) => ('method' in answer ? [answer.method] : [])),
    );
    expect(ends?.toSorted()).toEqual(catalog.methods.map(({ id }) => id).toSorted());
    expect(catalog.finder?.label.ja).toContain('Sonaeが作った');
    expect(catalog.finder?.how_sure).toBe('proposal');
  });

  it('have a checklist each: named controls always, excepted ones never', () => {
    for (const { id, applies } of catalog.methods) {
      const listed = catalog.controlsOfMethod(id).map((control) => control.id);
      expect(listed).toEqual(expect.arrayContaining(applies.controls));
      expect(listed.filter((control) => applies.except.includes(control))).toEqual([]);
    }
    expect(catalog.controlsOfMethod('carrier-pigeon')).toEqual([]);
  });

  it('leave out what is about the office, and what another way is about', () => {
    const waysWith = (control: string): readonly string[] =>
      catalog.methods
        .filter(({ id }) => catalog.controlsOfMethod(id).some((one) => one.id === control))
        .map(({ id }) => id);
    expect([waysWith('server-room-locked'), waysWith('website-updated'), waysWith('partners-listed')]).toEqual([
      [],
      [],
      [],
    ]);
    expect(waysWith('cloud-settings-reviewed')).toEqual(['secure-container', 'secure-browser', 'cloud-services']);
    expect(waysWith('remote-entry-updated')).not.toEqual(expect.arrayContaining(['cloud-services']));
    expect(waysWith('remote-desktop-protected')).toEqual(['remote-desktop', 'virtual-desktop']);
    // What is kept on the device is what the first and the last way are about (comparison table, ease of control).
    expect(waysWith('carry-out-recorded')).toEqual(['vpn', 'cloud-services', 'standalone']);
    for (const control of ['screen-locked', 'os-patched', 'incident-contact-known'])
      expect(waysWith(control)).toHaveLength(7);
    for (const { id } of catalog.methods)
      expect(catalog.controlsOfMethod(id).length).toBeLessThan(catalog.controls.size * 0.85);
  });
});

describe('a broken way or chart', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sonae-telework-'));
    const kept =
      /[\\/]catalog([\\/](catalog|sources|themes|method-finder)\.yaml|[\\/](editions|methods)([\\/].*)?|[\\/]controls)?$/;
    cpSync(SHIPPED, dir, { recursive: true, filter: (path) => kept.test(path) });
    for (const { id } of catalog.methods) {
      // The controls are left out here: what the ways say of them is emptied.
      change(`methods/${id}.yaml`, /^ {2}(controls|except):\s*\[[^\]]*\]$/gm, '  $1: []');
    }
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function change(file: string, from: string | RegExp, to: string): void {
    const before = readFileSync(join(dir, file), 'utf8');
    const after = before.replace(from, to);
    expect(after, `nothing to change in ${file}`).not.toBe(before);
    writeFileSync(join(dir, file), after);
  }
  function complaints(): readonly string[] {
    try {
      loadCatalog(dir, { checkIds: [] });
      return [];
    } catch (error) {
      if (error instanceof CatalogError) return error.problems.map(formatProblem);
      throw error;
    }
  }

  it('is complete without controls', () => expect(complaints()).toEqual([]));

  it('names a control, a method and a source that do not exist', () => {
    change('methods/vpn.yaml', 'controls: []', 'controls: [no-such-control, no-such-control]');
    change('method-finder.yaml', 'method: vpn', 'method: carrier-pigeon');
    change('methods/standalone.yaml', 'source: mic-slides-2021', 'source: hearsay');
    expect(complaints().map((line) => line.replace(/:\d+:\d+ /, ' '))).toEqual([
      'methods/standalone.yaml source: unknown source "hearsay"',
      'methods/vpn.yaml applies.controls.0: unknown control "no-such-control"',
      'methods/vpn.yaml applies.controls.1: unknown control "no-such-control"',
      'methods/vpn.yaml applies.controls.1: "no-such-control" is named twice',
      'method-finder.yaml questions.2.yes.method: unknown method "carrier-pigeon"',
    ]);
  });

  it('asks in a circle, leaves a question out, or offers the same method twice', () => {
    change('method-finder.yaml', '{ question: all-cloud }', '{ question: change }');
    change('method-finder.yaml', 'runner_up: cloud-services', 'runner_up: standalone');
    const found = complaints().join('\n');
    expect(found).toMatch(/^method-finder\.yaml:\d+:\d+ questions\.1\.no\.question: question "change" leads back/m);
    expect(found).toContain('question "all-cloud" is never asked');
    expect(found).toMatch(/questions\.0\.no\.runner_up: is the same method/);
  });
});
