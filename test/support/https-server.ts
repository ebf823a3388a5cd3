// SPDX-License-Identifier: Apache-2.0
/** A real HTTPS server on loopback with an authority of its own: what Sonae calls from its own side. */
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import { secureRandom } from '../../src/kernel/ids.ts';
import { makeAuthority, makeServerCertificate } from '../../src/platform/tls/certificate.ts';
import { permittedFor } from '../../src/platform/tls/names.ts';

export interface HttpsServer {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly port: number;
  /** PEM of the authority that a caller has to trust. */
  readonly ca: string;
  close(): Promise<void>;
}

export async function startHttpsServer(listener: RequestListener): Promise<HttpsServer> {
  const now = new Date();
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] };
  const authority = await makeAuthority({ permitted: permittedFor(names), now, random: secureRandom });
  const issued = await makeServerCertificate({ authority, names, now, random: secureRandom });
  const server = createServer(
    {
      key: issued.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: issued.certificate.toString(),
    },
    listener,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `https://localhost:${address.port}`,
    port: address.port,
    ca: authority.certificate.toString(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
