// SPDX-License-Identifier: Apache-2.0
// Ready commands for osquery. Sources: osquery's installation pages (folders, service names, osqueryctl) and its packages'
// names on https://osquery.io/downloads; icacls by the well-known SIDs, which are the same in every language of Windows.

export type OsquerySystem = 'windows' | 'macos' | 'linux';

interface Wishes {
  /** False when the server shows a certificate that osquery trusts already. */
  readonly ownAuthority: boolean;
}

/** PowerShell, as administrator. The secret can then be read by SYSTEM and administrators only. */
function windows({ ownAuthority }: Wishes): string {
  return [
    'cd "$HOME\\Downloads"',
    '$msi = (Get-Item osquery-*.msi | Sort-Object LastWriteTime | Select-Object -Last 1).FullName',
    `Start-Process msiexec.exe -Wait -ArgumentList '/i', "\`"$msi\`"", '/qn'`,
    "$to = 'C:\\Program Files\\osquery'",
    'Stop-Service osqueryd -ErrorAction SilentlyContinue',
    'Copy-Item sonae.flags "$to\\osquery.flags"',
    ...(ownAuthority ? ['Copy-Item sonae-ca.pem $to'] : []),
    'Move-Item sonae-enrol.secret $to -Force',
    "icacls \"$to\\sonae-enrol.secret\" /inheritance:r /grant:r '*S-1-5-18:R' '*S-1-5-32-544:F'",
    'Set-Service osqueryd -StartupType Automatic',
    'Start-Service osqueryd',
  ].join('\n');
}

const copied = (folder: string, { ownAuthority }: Wishes): readonly string[] => [
  `sudo install -m 644 ~/Downloads/sonae.flags ${folder}/osquery.flags`,
  ...(ownAuthority ? [`sudo install -m 644 ~/Downloads/sonae-ca.pem ${folder}/sonae-ca.pem`] : []),
  `sudo install -m 600 ~/Downloads/sonae-enrol.secret ${folder}/sonae-enrol.secret`,
  'rm ~/Downloads/sonae-enrol.secret',
];

const macos = (wishes: Wishes): string =>
  [
    'sudo installer -pkg ~/Downloads/osquery-*.pkg -target /',
    ...copied('/var/osquery', wishes),
    'sudo osqueryctl start',
  ].join('\n');

/** `install` replaces what lies there; apt-get takes a file when its name holds a slash. */
const linux = (wishes: Wishes): string =>
  [
    'sudo apt-get install ~/Downloads/osquery_*.deb',
    ...copied('/etc/osquery', wishes),
    'sudo systemctl enable osqueryd',
    'sudo systemctl restart osqueryd',
  ].join('\n');

export const INSTALL: Readonly<Record<OsquerySystem, (wishes: Wishes) => string>> = { windows, macos, linux };

/** One line that shows what the agent says when nothing arrives. */
export const LOOK_AT_LOG: Readonly<Record<OsquerySystem, string>> = {
  windows: "Get-Content 'C:\\Program Files\\osquery\\log\\osqueryd.WARNING*' -Tail 20",
  macos: 'sudo tail -n 20 /var/log/osquery/osqueryd.WARNING',
  linux: 'sudo journalctl -u osqueryd -n 20',
};
