// SPDX-License-Identifier: Apache-2.0
import type { TlsOptions } from 'node:tls';
import type { ServerCertificate } from './server-certificate.ts';

/**
 * Options for the HTTPS listener: TLS 1.2 and 1.3 only, and for 1.2 only suites with forward secrecy and AEAD
 * (RFC 9325 §3.1.1 and §4.2).
 */
export function listenerOptions(certificate: ServerCertificate): TlsOptions {
  return {
    cert: certificate.certPem,
    key: certificate.keyPem,
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    ciphers: [
      'TLS_AES_128_GCM_SHA256',
      'TLS_AES_256_GCM_SHA384',
      'TLS_CHACHA20_POLY1305_SHA256',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
      'ECDHE-ECDSA-CHACHA20-POLY1305',
      'ECDHE-RSA-AES128-GCM-SHA256',
      'ECDHE-RSA-AES256-GCM-SHA384',
      'ECDHE-RSA-CHACHA20-POLY1305',
    ].join(':'),
  };
}
