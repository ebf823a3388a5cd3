// SPDX-License-Identifier: Apache-2.0
/** The body of an enrolment → who the agent says it is. Pure. */
import { invalid } from '../../../kernel/errors.ts';
import type { DeviceIdentity } from '../../facts.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../glpi/placeholders.ts';
import { hostOf } from './host.ts';
import type { OsqueryHost } from './host.ts';
import { isObject, rowOf, valueText } from './normalise.ts';

export interface Enrolment {
  readonly secret: string;
  readonly host: OsqueryHost;
  readonly identity: DeviceIdentity;
  /** osquery's own id of this installation; '' when it told none. */
  readonly instanceId: string;
  /** Every name it may give itself in its log lines, in lower case. */
  readonly names: readonly string[];
  readonly osName: string | null;
  readonly osVersion: string | null;
}

type Table = Readonly<Record<string, string>>;
const TABLES = ['os_version', 'osquery_info', 'system_info', 'platform_info'] as const;
const NAME_LENGTH = 255;

const value = (table: Table | undefined, column: string): string => valueText(table?.[column], NAME_LENGTH).trim();

/** osquery's "-1" and the like are no serial numbers; the shared lists know the makers' own. */
const serialOf = (text: string): string | undefined =>
  text === '' || text === '-1' || isPlaceholderSerial(text) ? undefined : text;

const uuidOf = (text: string): string | undefined => {
  const uuid = text.toLowerCase().replace(/[{}]/g, '');
  return uuid === '' || isPlaceholderUuid(uuid) ? undefined : uuid;
};

/** Without hardware and without an id of its own, the name that was chosen for the agent has to do. */
function identityOf(tables: Readonly<Record<string, Table>>, identifier: string): DeviceIdentity {
  const system = tables['system_info'];
  const biosUuid = uuidOf(value(system, 'uuid'));
  const serial = serialOf(value(system, 'hardware_serial'));
  const instance = value(tables['osquery_info'], 'instance_id');
  const agentId = instance || (biosUuid === undefined && serial === undefined ? `osquery:${identifier}` : undefined);
  const hostname = value(system, 'hostname') || value(system, 'computer_name') || identifier || 'osquery';
  return {
    ...(agentId === undefined ? {} : { agentId }),
    ...(biosUuid === undefined ? {} : { biosUuid }),
    ...(serial === undefined ? {} : { serial }),
    macs: [],
    hostname,
  };
}

/** Errors: `invalid` `request_not_understood`. */
export function readEnrolment(body: unknown, userAgent: string): Enrolment {
  if (!isObject(body) || typeof body['enroll_secret'] !== 'string') throw invalid('request_not_understood');
  const identifier = valueText(body['host_identifier'], NAME_LENGTH).trim();
  const details = isObject(body['host_details']) ? body['host_details'] : {};
  const tables: Readonly<Record<string, Table>> = Object.fromEntries(
    TABLES.flatMap((name) => (isObject(details[name]) ? [[name, rowOf(details[name])] as const] : [])),
  );
  const { system_info: system, osquery_info: info, os_version: os } = tables;
  const names = [
    identifier,
    ...['uuid', 'hostname', 'computer_name', 'local_hostname', 'hardware_serial'].map((name) => value(system, name)),
    ...['uuid', 'instance_id'].map((name) => value(info, name)),
  ];
  const platformType = valueText(body['platform_type'], 20);
  if (identifier === '' && !system) throw invalid('request_not_understood');
  return {
    secret: body['enroll_secret'].trim().slice(0, 500),
    host: hostOf({ hostDetails: tables, userAgent, ...(platformType === '' ? {} : { platformType }) }),
    identity: identityOf(tables, identifier),
    instanceId: value(info, 'instance_id').toLowerCase(),
    names: [...new Set(names.filter((name) => name !== '').map((name) => name.toLowerCase()))],
    osName: value(os, 'name') || null,
    osVersion: value(os, 'version') || null,
  };
}
