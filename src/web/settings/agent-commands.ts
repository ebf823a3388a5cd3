// SPDX-License-Identifier: Apache-2.0
// Ready commands for inventory agents. Sources: GLPI Agent 1.x documentation (Windows command line, configuration),
// FusionInventory Agent 2.6 manual and its agent.cfg as Debian packages it.

export interface AgentSetup {
  /** https://…/agent/glpi */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** False when the server shows a certificate that computers trust already. */
  readonly ownAuthority: boolean;
}

/** Categories that may hold personal things; Sonae drops them on arrival as well. */
const NO_CATEGORY = 'process,environment';

export const CA_PLACES = {
  windows: 'C:\\ProgramData\\Sonae\\sonae-ca.pem',
  macos: '/Applications/GLPI-Agent/etc/sonae-ca.pem',
  debian: '/etc/fusioninventory/sonae-ca.pem',
} as const;

/** cmd.exe: inside of double quotes only `"` and `%` mean something; our addresses and tokens hold neither. */
const quoted = (value: string): string => `"${value}"`;

/** GLPI Agent's MSI. feat_AGENT: only the inventory, no remote deployment. */
export function windowsGlpi({ url, user, password, ownAuthority }: AgentSetup): string {
  return [
    'msiexec /i GLPI-Agent-1.17-x64.msi /quiet ADDLOCAL=feat_AGENT RUNNOW=1',
    `SERVER=${quoted(url)} USER=${quoted(user)} PASSWORD=${quoted(password)}`,
    ...(ownAuthority ? [`CA_CERT_FILE=${quoted(CA_PLACES.windows)}`] : []),
    `NO_CATEGORY=${quoted(NO_CATEGORY)} NO_HTTPD=1`,
  ].join(' ');
}

export function windowsFusionInventory({ url, user, password, ownAuthority }: AgentSetup): string {
  return [
    'fusioninventory-agent_windows-x64_2.6.exe /S /acceptlicense /runnow /execmode=service',
    `/server=${quoted(url)} /user=${quoted(user)} /password=${quoted(password)}`,
    ...(ownAuthority ? [`/ca-cert-file=${quoted(CA_PLACES.windows)}`] : []),
    `/no-category=${quoted(NO_CATEGORY)} /no-httpd`,
  ].join(' ');
}

const settingsFile = ({ url, user, password, ownAuthority }: AgentSetup, caFile: string): string =>
  [
    `server = ${url}`,
    `user = ${user}`,
    `password = ${password}`,
    ...(ownAuthority ? [`ca-cert-file = ${caFile}`] : []),
    `no-category = ${NO_CATEGORY}`,
    'no-httpd = 1',
  ].join('\n');

/** A file only root reads, written by a quoted here-document: the shell changes nothing in it. */
const writeFile = (path: string, content: string): string =>
  `sudo install -m 600 /dev/null ${path}\nsudo tee ${path} > /dev/null <<'SONAE'\n${content}\nSONAE`;

export const macosCa = `sudo install -m 644 ~/Downloads/sonae-ca.pem ${CA_PLACES.macos}`;

export function macosGlpi(setup: AgentSetup): string {
  const file = writeFile('/Applications/GLPI-Agent/etc/conf.d/sonae.cfg', settingsFile(setup, CA_PLACES.macos));
  return `${file}\nsudo launchctl stop org.glpi-project.glpi-agent\nsudo launchctl start org.glpi-project.glpi-agent`;
}

export const debianCa = `sudo install -m 644 ~/Downloads/sonae-ca.pem ${CA_PLACES.debian}`;

export function debianInstall(setup: AgentSetup): string {
  const file = writeFile('/etc/fusioninventory/conf.d/sonae.cfg', settingsFile(setup, CA_PLACES.debian));
  return `sudo apt-get install fusioninventory-agent\n${file}\nsudo systemctl enable --now fusioninventory-agent`;
}

/** One report now, everything said on the command line: good for finding out why nothing arrives. */
export function debianRun({ url, user, password, ownAuthority }: AgentSetup): string {
  return [
    `sudo fusioninventory-agent --server='${url}' --user='${user}' --password='${password}'`,
    ...(ownAuthority ? [`--ca-cert-file='${CA_PLACES.debian}'`] : []),
    `--no-category=${NO_CATEGORY} --wait=0 --force`,
  ].join(' ');
}

/** The same text without the secret, for the screen. */
export const withoutSecret = (command: string, { password }: AgentSetup): string =>
  command.replaceAll(password, '••••••••');
