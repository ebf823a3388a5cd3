// SPDX-License-Identifier: Apache-2.0
/** For tests: an authority and a server certificate as the product makes them, for localhost and 127.0.0.1. */
import { secureRandom } from '../../../kernel/ids.ts';
import { makeAuthority, makeServerCertificate } from '../../../platform/tls/certificate.ts';
import { PRIVATE_RANGES } from '../../../platform/tls/names.ts';

export interface TestAuthority {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

export async function makeTestAuthority(now: Date): Promise<TestAuthority> {
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] };
  const permitted = { dns: names.dns, ranges: PRIVATE_RANGES };
  const authority = await makeAuthority({ permitted, now, random: secureRandom });
  const server = await makeServerCertificate({ authority, names, now, random: secureRandom });
  return {
    caPem: authority.certificate.toString(),
    certPem: server.certificate.toString(),
    keyPem: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
