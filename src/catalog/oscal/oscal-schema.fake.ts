// SPDX-License-Identifier: Apache-2.0
/** NIST's own schema of OSCAL 1.1.3, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const file = join(import.meta.dirname, 'fixtures/oscal_complete_schema-1-1-3.json.gz');

/** What is wrong with a document by NIST's schema, one line each; none = valid. */
export function oscalComplaints(document: unknown): string[] {
  const schema: unknown = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
  if (typeof schema !== 'object' || schema === null) throw new Error('the schema is no object');
  // Not strict: the schema uses keywords that ajv does not know, such as contentEncoding.
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
