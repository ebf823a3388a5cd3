// SPDX-License-Identifier: Apache-2.0
export { ensureServerCertificate, resealTlsKeys } from './server-certificate.ts';
export type { ServerCertificate, ServerCertificateOptions } from './server-certificate.ts';
export { loadOperatorCertificate } from './operator-certificate.ts';
export { namesOfMachine } from './names.ts';
export type { TlsNames } from './names.ts';
export { TlsError } from './errors.ts';
export type { TlsProblem } from './errors.ts';
export { listenerOptions } from './listener-options.ts';
