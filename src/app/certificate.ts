// SPDX-License-Identifier: Apache-2.0
/** Chooses the certificate of the HTTPS listener and keeps it fresh while the process runs. */
import { hostname, networkInterfaces } from 'node:os';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { HOUR_MS } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Settings } from '../platform/config/settings.ts';
import type { Log } from '../platform/log.ts';
import type { SecretBox } from '../platform/secrets/index.ts';
import {
  ensureServerCertificate,
  listenerOptions,
  loadOperatorCertificate,
  namesOfMachine,
} from '../platform/tls/index.ts';
import type { ServerCertificate } from '../platform/tls/index.ts';

export interface CertificateNeeds {
  readonly settings: Settings;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
}

export async function chooseCertificate({ settings, secretBox, clock }: CertificateNeeds): Promise<ServerCertificate> {
  const { tlsCertFile, tlsKeyFile, publicUrl, dataDir } = settings;
  if (tlsCertFile !== undefined && tlsKeyFile !== undefined) {
    const host = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
    return loadOperatorCertificate({
      certFile: tlsCertFile,
      keyFile: tlsKeyFile,
      clock,
      ...(host === undefined ? {} : { host }),
    });
  }
  const names = namesOfMachine({
    hostname: hostname(),
    interfaces: networkInterfaces(),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  return ensureServerCertificate({ dataDir, secretBox, names, clock });
}

/** Looks every twelve hours; a renewed certificate is taken up without a restart. */
export function keepCertificateFresh(
  needs: CertificateNeeds,
  server: FastifyInstance,
  taken: (certificate: ServerCertificate) => void,
): () => void {
  const look = async (): Promise<void> => {
    const certificate = await chooseCertificate(needs);
    if (!certificate.renewed) return;
    if (server.server instanceof TlsServer) server.server.setSecureContext(listenerOptions(certificate));
    taken(certificate);
    needs.log.info({ notAfter: certificate.notAfter }, 'server certificate renewed');
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => needs.log.error({ error: String(error) }, 'certificate could not be renewed'));
  }, 12 * HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}
