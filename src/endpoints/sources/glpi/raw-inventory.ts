// SPDX-License-Identifier: Apache-2.0
/**
 * One shape for what both formats carry: sections of rows, with the names of the JSON format (inventory_format 1.2)
 * in lower case. XML differs in a few names and in not marking lists.
 */
import { bareObject } from './scan-xml.ts';
import type { XmlNode, XmlValue } from './scan-xml.ts';

export type Cell = string | Row | readonly (string | Row)[];
export interface Row {
  readonly [field: string]: Cell | undefined;
}

export type Format = 'xml' | 'json';

export interface RawInventory {
  readonly deviceId: string;
  readonly client: string | undefined;
  readonly tag: string | undefined;
  readonly partial: boolean;
  /** A section that the message does not have is absent, not empty. */
  readonly sections: ReadonlyMap<SectionName, readonly Row[]>;
}

/**
 * The sections that are read. Everything else is left out while scanning; so environment variables (`envs`) and
 * processes, which carry passwords in plain sight, never get as far as a value.
 */
const SECTIONS = [
  'accesslog',
  'accountinfo',
  'antivirus',
  'bios',
  'cpus',
  'drives',
  'firewalls',
  'hardware',
  'local_groups',
  'local_users',
  'networks',
  'operatingsystem',
  'remote_mgmt',
  'softwares',
  'versionclient',
  'versionprovider',
] as const;
export type SectionName = (typeof SECTIONS)[number];

const SECTION_OF: ReadonlyMap<string, SectionName> = new Map<string, SectionName>([
  ...SECTIONS.map((name): [string, SectionName] => [name, name]),
  // XML name of the same section.
  ['firewall', 'firewalls'],
]);

/** Field names that the two formats spell differently: XML → JSON (Protocol/Inventory.pm of GLPI Agent 1.12). */
const FIELD_OF: ReadonlyMap<string, string> = new Map([
  ['macaddr', 'mac'],
  ['installdate', 'install_date'],
  ['member', 'members'],
  ['serialnumber', 'serial'],
]);

export const sectionOf = (name: string): SectionName | undefined => SECTION_OF.get(name.toLowerCase());

/** Skips, while scanning, every section under REQUEST/CONTENT that is not read. */
export const skipUnreadSection = (depth: number, name: string): boolean => depth === 3 && sectionOf(name) === undefined;

// --- reading cells ---------------------------------------------------------------------------------------------

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Trimmed, without control characters, well-formed Unicode, at most `max` units; undefined when nothing is left. */
export function clean(value: string, max: number): string | undefined {
  let text = value.trim();
  if (text.search(CONTROLS) !== -1) text = text.replace(CONTROLS, '').trim();
  if (!text.isWellFormed()) text = text.toWellFormed();
  if (text.length > max) text = text.slice(0, max).toWellFormed().trim();
  return text === '' ? undefined : text;
}

/** The text of a field, cleaned; a list or a nested row reads as undefined. */
export function textOf(row: Row | undefined, field: string, max = 255): string | undefined {
  const cell = row?.[field];
  return typeof cell === 'string' ? clean(cell, max) : undefined;
}

export function rowOf(row: Row | undefined, field: string): Row | undefined {
  const cell = row?.[field];
  if (typeof cell === 'string' || cell === undefined) return undefined;
  return isList(cell) ? cell.find((item) => typeof item !== 'string') : cell;
}

/** A single value and a list of one are the same thing: XML cannot tell them apart. */
export function listOf(row: Row | undefined, field: string, max = 255): readonly string[] {
  const cell = row?.[field];
  if (cell === undefined) return [];
  const items = typeof cell === 'string' || !isList(cell) ? [cell] : cell;
  return items.flatMap((item) => {
    const text = typeof item === 'string' ? clean(item, max) : undefined;
    return text === undefined ? [] : [text];
  });
}

/** Perl writes 1 and 0 (or the empty string), JSON true and false. Anything else is undefined. */
export function flagOf(row: Row | undefined, field: string): boolean | undefined {
  const text = textOf(row, field, 16)?.toLowerCase();
  if (text === '1' || text === 'true' || text === 'yes') return true;
  return text === '0' || text === 'false' || text === 'no' ? false : undefined;
}

export function numberOf(row: Row | undefined, field: string): number | undefined {
  const text = textOf(row, field, 20);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export const rowsOf = (raw: RawInventory, section: SectionName): readonly Row[] => raw.sections.get(section) ?? [];
export const firstOf = (raw: RawInventory, section: SectionName): Row | undefined => raw.sections.get(section)?.[0];
export const hasSection = (raw: RawInventory, section: SectionName): boolean => raw.sections.has(section);

// --- from XML and JSON -----------------------------------------------------------------------------------------

type MutableRow = { [field: string]: Cell | undefined };

const newRow = (): MutableRow => bareObject<MutableRow>();

const fieldNames = new Map<string, string>();
/** Lower-case JSON name; remembered, because 784 packages have the same seven. */
function fieldName(name: string): string {
  const known = fieldNames.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const field = FIELD_OF.get(lower) ?? lower;
  if (fieldNames.size < 1000) fieldNames.set(name, field);
  return field;
}

const isList = (cell: Cell): cell is readonly (string | Row)[] => Array.isArray(cell);

function rowOfXml(node: XmlNode): Row {
  const row = newRow();
  for (const name in node) {
    const value = node[name];
    if (value === undefined) continue;
    row[fieldName(name)] = Array.isArray(value) ? value.map(cellOfXml) : cellOfXml(value);
  }
  return row;
}

const cellOfXml = (value: XmlValue): string | Row => (typeof value === 'string' ? value : rowOfXml(value));

/** A section as rows; text alone (`VERSIONCLIENT`) becomes a row with the field `value`. */
function rowsOfXml(value: XmlValue | XmlValue[]): Row[] {
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === 'string' ? valueRow(item) : rowOfXml(item)));
}

function valueRow(value: string): Row {
  const row = newRow();
  row['value'] = value;
  return row;
}

export function sectionsOfXml(content: XmlNode): Map<SectionName, readonly Row[]> {
  const sections = new Map<SectionName, readonly Row[]>();
  for (const name in content) {
    const section = sectionOf(name);
    const value = content[name];
    if (section !== undefined && value !== undefined && !isEmptySection(value)) sections.set(section, rowsOfXml(value));
  }
  return sections;
}

/** `<DRIVES></DRIVES>` says nothing. */
const isEmptySection = (value: XmlValue | XmlValue[]): boolean => value === '';

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function cellOfJson(value: unknown): string | Row | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isObject(value) ? rowOfJson(value) : undefined;
}

function cellsOfJson(items: readonly unknown[]): (string | Row)[] {
  const cells: (string | Row)[] = [];
  for (const item of items) {
    const cell = cellOfJson(item);
    if (cell !== undefined) cells.push(cell);
  }
  return cells;
}

function rowOfJson(value: Readonly<Record<string, unknown>>): Row {
  const row = newRow();
  for (const name of Object.keys(value)) {
    const cell = value[name];
    row[fieldName(name)] = Array.isArray(cell) ? cellsOfJson(cell) : cellOfJson(cell);
  }
  return row;
}

export function sectionsOfJson(content: Readonly<Record<string, unknown>>): Map<SectionName, readonly Row[]> {
  const sections = new Map<SectionName, readonly Row[]>();
  for (const name of Object.keys(content)) {
    const section = sectionOf(name);
    const value = content[name];
    if (section === undefined || value === undefined || value === null) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    sections.set(
      section,
      items.flatMap((item) => {
        const cell = cellOfJson(item);
        return cell === undefined ? [] : [typeof cell === 'string' ? valueRow(cell) : cell];
      }),
    );
  }
  return sections;
}
