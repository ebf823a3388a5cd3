// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the one file a visitor downloads and runs: the collector with the server's address, a short-lived
 * token and our CA written into it. What is written in is checked so strictly that no quoting is needed:
 * none of the accepted characters means anything inside a single-quoted string of sh or PowerShell.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Language } from '../../../kernel/language.ts';

export const COLLECTOR_KINDS = ['sh', 'command', 'ps1', 'cmd'] as const;
export type CollectorKind = (typeof COLLECTOR_KINDS)[number];

export interface CollectorSettings {
  /** Origin of the server: `https://host[:port]`; plain http only for this very computer. */
  readonly serverUrl: string;
  readonly token: string;
  /** One PEM certificate to trust and nothing else; undefined = the computer's own trust store. */
  readonly caPem?: string | undefined;
  /** undefined = by the language of the computer. */
  readonly language?: Language | undefined;
}

export interface CollectorFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: Buffer;
}

const TOKEN = /^[A-Za-z0-9._~-]{8,512}$/;
// A host name, IPv4 or bracketed IPv6 address; URL itself lets a quote pass in a host name.
const ORIGIN = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/;
const PEM = /^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,80}\n){1,200}-----END CERTIFICATE-----$/;

/** @throws TypeError when the address is not an origin a collector may send to */
export function collectorOrigin(serverUrl: string): string {
  const url = new URL(serverUrl);
  const extras = url.username + url.password + url.search + url.hash;
  if (extras !== '' || url.pathname !== '/' || !ORIGIN.test(url.origin))
    throw new TypeError('server address must be an origin');
  if (url.protocol === 'http:' && !LOOPBACK.test(url.origin)) throw new TypeError('server address must be https');
  return url.origin;
}

/** @throws TypeError for anything but letters, digits and `. _ ~ -` */
export function collectorToken(token: string): string {
  if (!TOKEN.test(token)) throw new TypeError('token has a wrong form');
  return token;
}

function certificate(caPem: string | undefined): string {
  if (caPem === undefined) return '';
  const pem = caPem.replaceAll('\r\n', '\n').trim();
  if (!PEM.test(pem)) throw new TypeError('CA must be one PEM certificate');
  return new X509Certificate(pem).toString().trim();
}

const SOURCE = {
  sh: new URL('collect.sh', import.meta.url),
  ps1: new URL('collect.ps1', import.meta.url),
} as const;

function filled(source: keyof typeof SOURCE, settings: CollectorSettings): string {
  const values = {
    __SONAE_SERVER__: collectorOrigin(settings.serverUrl),
    __SONAE_TOKEN__: collectorToken(settings.token),
    __SONAE_CA__: certificate(settings.caPem),
    __SONAE_LANG__: settings.language ?? '',
  };
  let text = readFileSync(SOURCE[source], 'utf8')
    .replace(/^\uFEFF/u, '')
    .replaceAll('\r\n', '\n');
  for (const [place, value] of Object.entries(values)) {
    if (text.split(place).length !== 2) throw new Error(`${place} must occur exactly once in collect.${source}`);
    text = text.replace(place, () => value);
  }
  return text;
}

/**
 * A batch file that runs the PowerShell below it, so that a double click is enough: for cmd the first line is a
 * label behind a redirection and does nothing, for PowerShell everything up to `#>` is a comment.
 * `sonae-check.cmd -Keep FILE` runs by itself every day, so it does not wait for a key press.
 * ASCII only and no byte order mark, for cmd would stumble over it.
 */
const CMD_HEADER = `<# :
@echo off
setlocal
set "SONAE_SELF=%~f0"
set "SONAE_KEEP="
if /i "%~1"=="-Keep" set "SONAE_KEEP=%~2"
powershell.exe -NoLogo -NoProfile -ExecutionPolicy Bypass -Command "& ([ScriptBlock]::Create([IO.File]::ReadAllText($env:SONAE_SELF))) -Keep $env:SONAE_KEEP"
set "SONAE_RESULT=%ERRORLEVEL%"
if not defined SONAE_KEEP pause
exit /b %SONAE_RESULT%
#>
`;

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const BOM = '\uFEFF';

/**
 * @throws TypeError when an address, token or certificate has a wrong form (a fault of the caller, never shown)
 */
export function renderCollector(kind: CollectorKind, settings: CollectorSettings): CollectorFile {
  const file = (text: string): CollectorFile => ({
    fileName: `sonae-check.${kind}`,
    // Always offered as a download, never shown by a browser.
    contentType: 'application/octet-stream',
    body: Buffer.from(text, 'utf8'),
  });
  switch (kind) {
    case 'sh':
    case 'command':
      return file(filled('sh', settings));
    case 'ps1':
      // PowerShell 5.1 reads a file without the mark in the local code page.
      return file(BOM + crlf(filled('ps1', settings)));
    case 'cmd':
      return file(crlf(CMD_HEADER + filled('ps1', settings)));
  }
}
