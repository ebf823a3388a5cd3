// SPDX-License-Identifier: Apache-2.0
/**
 * Programs by which somebody can see and steer a computer from far away. Known by the beginning of the names of their
 * packages and processes, in lower case; what such programs are called was read on their makers' pages.
 */
export interface RemoteTool {
  readonly name: string;
  /** Beginnings of the names under which it is installed. */
  readonly installed: readonly string[];
  /** Beginnings of the names of its processes. */
  readonly processes: readonly string[];
}

const tool = (name: string, installed: string, processes: string): RemoteTool => ({
  name,
  installed: installed.split('|'),
  processes: processes === '' ? [] : processes.split('|'),
});

export const REMOTE_TOOLS: readonly RemoteTool[] = [
  tool('AnyDesk', 'anydesk', 'anydesk'),
  tool('TeamViewer', 'teamviewer', 'teamviewer'),
  tool('RustDesk', 'rustdesk', 'rustdesk'),
  tool('Chrome Remote Desktop', 'chrome remote desktop|chrome-remote-desktop', 'remoting_host|chrome-remote-desktop'),
  tool('Splashtop', 'splashtop', 'srservice|srserver|srmanager|splashtopstreamer|splashtop'),
  tool('LogMeIn', 'logmein', 'logmein|lmiguardiansvc'),
  tool('GoToMyPC', 'gotomypc', 'g2svc|g2comm'),
  tool('ScreenConnect', 'screenconnect|connectwise control', 'screenconnect'),
  tool('Zoho Assist', 'zoho assist|zohoassist', 'za_service|zohours|zohomeeting'),
  tool('UltraVNC', 'ultravnc', 'winvnc'),
  tool('TightVNC', 'tightvnc', 'tvnserver'),
  tool('RealVNC', 'realvnc|vnc server|vnc-server|vnc connect', 'vncserver|vncagent'),
  tool('TigerVNC', 'tigervnc', 'winvnc4|x0vncserver|xtigervnc'),
  tool('x11vnc', 'x11vnc', 'x11vnc'),
  tool('Ammyy Admin', 'ammyy', 'aa_v3|ammyy'),
  tool('AeroAdmin', 'aeroadmin', 'aeroadmin'),
  tool('Supremo', 'supremo', 'supremo'),
  tool('DWService', 'dwagent|dwservice', 'dwagsvc|dwagent'),
  tool('MeshCentral', 'mesh agent|meshagent|meshcentral', 'meshagent'),
  tool('Atera', 'ateraagent|atera agent', 'ateraagent'),
  tool('Remote Utilities', 'remote utilities', 'rutserv|rfusclient'),
  tool('NetSupport', 'netsupport', 'client32'),
  tool('BeyondTrust Remote Support', 'bomgar|beyondtrust remote support', 'bomgar-scc'),
  tool('Parsec', 'parsec', 'parsecd'),
  tool('ISL Online', 'isl alwayson|isl light|isl online', 'isllight|islalwayson'),
  tool('RemotePC', 'remotepc', 'remotepc|rpcsuite'),
  tool('Radmin', 'radmin server', 'rserver3'),
  tool('LiteManager', 'litemanager', 'romserver|romviewer'),
  tool('AnyViewer', 'anyviewer', 'anyviewer|rcservice'),
  tool('HopToDesk', 'hoptodesk', 'hoptodesk'),
];
