// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Failure, Loaded } from '../loaded.tsx';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { ADMINISTRATORS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card, CardGrid } from '../ui/card.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { wantPageFocus } from '../ui/page-focus.ts';
import { Stack } from '../ui/stack.tsx';
import { DeviceResults } from './device-results.tsx';
import { isSonaesComputer } from './platform.ts';
import type { CollectorKind } from './platform.ts';
import { Results } from './results.tsx';
import { ServerCheck, useServerCheck } from './server-check.tsx';
import { ThisPc } from './this-pc.tsx';
import { Expired, Waiting } from './waiting.tsx';

/** How often the page asks whether the report is there. */
const ASK_MS = 2000;

const isKind = (text: string | null): text is CollectorKind =>
  text === 'cmd' || text === 'ps1' || text === 'sh' || text === 'command';

interface Place {
  readonly at: string | null;
  readonly lookId: string | null;
  readonly kind: CollectorKind;
}

/** Where one is stands in the address: "back" works, and a reload goes on waiting for the same file. */
function usePlace(): readonly [Place, (query: string) => void] {
  const router = useRouter();
  const search = new URLSearchParams(useRouterState({ select: (state) => state.location.searchStr }));
  const kind = search.get('kind');
  const go = (query: string): void => {
    wantPageFocus();
    void router.navigate({ href: `${paths.look()}${query}` });
  };
  return [{ at: search.get('at'), lookId: search.get('look'), kind: isKind(kind) ? kind : 'cmd' }, go];
}

function download(path: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = fileName;
  link.click();
}

/** Check a computer: this one by a file, or the server's own at once. */
export function Page(): ReactNode {
  const { t } = useText();
  const [place, go] = usePlace();
  const server = useServerCheck();
  const restart = (): void => go('');
  const checkServer = (): void => {
    server.start();
    go('?at=server');
  };
  return (
    <>
      <PageHeader title={t('look.title')} lead={t('look.lead')} />
      {place.at === null && <Choice onThis={() => go('?at=this')} onServer={checkServer} />}
      {place.at === 'server' && <ServerCheck check={server} onAnother={restart} />}
      {place.at === 'this' && <FileCheck place={place} go={go} onAnother={restart} />}
    </>
  );
}

interface ChoiceProps {
  readonly onThis: () => void;
  readonly onServer: () => void;
}

function Choice({ onThis, onServer }: ChoiceProps): ReactNode {
  const { t } = useText();
  const mayServer = useMay(ADMINISTRATORS);
  const same = isSonaesComputer(location.hostname);
  return (
    <CardGrid>
      <Card title={t('look.this.title')}>
        <Stack>
          <p>{t('look.this.about')}</p>
          <div>
            <Button wide variant={same && mayServer ? 'secondary' : 'primary'} onClick={onThis}>
              {t('look.this.choose')}
            </Button>
          </div>
        </Stack>
      </Card>
      {mayServer && (
        <Card title={t('look.server.title')}>
          <Stack>
            <p>{t('look.server.about')}</p>
            {same && <p className="text-muted">{t('look.server.same')}</p>}
            <div>
              <Button wide variant={same ? 'primary' : 'secondary'} onClick={onServer}>
                {t('look.server.choose')}
              </Button>
            </div>
          </Stack>
        </Card>
      )}
    </CardGrid>
  );
}

function Back({ onBack }: { readonly onBack: () => void }): ReactNode {
  const { t } = useText();
  return (
    <div>
      <button type="button" className="link min-h-11" onClick={onBack}>
        {t('look.back')}
      </button>
    </div>
  );
}

interface FileCheckProps {
  readonly place: Place;
  readonly go: (query: string) => void;
  readonly onAnother: () => void;
}

function FileCheck({ place, go, onAnother }: FileCheckProps): ReactNode {
  const orgId = useOrgId();
  const start = useChange('POST /api/v1/org/:orgId/first-looks', []);
  const [imported, setImported] = useState<string>();
  const begin = (kind: CollectorKind): void =>
    start.mutate(
      { params: { orgId }, body: { kind } },
      {
        onSuccess: ({ lookId, downloadPath, fileName }) => {
          download(downloadPath, fileName);
          go(`?at=this&look=${lookId}&kind=${kind}`);
        },
      },
    );
  if (imported !== undefined) return <DeviceResults deviceId={imported} onAnother={onAnother} />;
  const shared = { kind: place.kind, onAgain: begin, busy: start.isPending };
  return (
    <Stack gap="wide">
      {start.error && <Failure error={start.error} onAgain={() => begin(place.kind)} />}
      {place.lookId === null ? (
        <>
          <ThisPc onDownload={begin} busy={start.isPending} />
          <Back onBack={onAnother} />
        </>
      ) : (
        <Look key={place.lookId} {...shared} lookId={place.lookId} onImported={setImported} onAnother={onAnother} />
      )}
    </Stack>
  );
}

interface LookProps {
  readonly lookId: string;
  readonly kind: CollectorKind;
  readonly onAgain: (kind: CollectorKind) => void;
  readonly busy: boolean;
  readonly onImported: (deviceId: string) => void;
  readonly onAnother: () => void;
}

/** Waits for the report and turns into its result. */
function Look({ lookId, onAnother, ...waiting }: LookProps): ReactNode {
  const orgId = useOrgId();
  const client = useQueryClient();
  const [settled, setSettled] = useState(false);
  const query = useApi(
    'GET /api/v1/org/:orgId/first-looks/:lookId',
    { params: { orgId, lookId } },
    settled ? {} : { everyMs: ASK_MS },
  );
  const state = query.data?.look.state ?? 'waiting';
  if (state !== 'waiting' && !settled) setSettled(true);
  useEffect(() => {
    // Home, devices and tasks have changed with it.
    if (state === 'arrived') void client.invalidateQueries();
  }, [state, client]);
  return (
    <Loaded query={query} lines={8}>
      {({ look }) => {
        if (look.state !== 'arrived' || look.deviceId === null) {
          return (
            <Stack gap="wide">
              {look.state === 'expired' ? (
                <Expired {...waiting} />
              ) : (
                <Waiting {...waiting} expiresAt={look.expiresAt} />
              )}
              <Back onBack={onAnother} />
            </Stack>
          );
        }
        const { deviceId, verdicts, deviceLabel } = look;
        return <Results name={deviceLabel ?? ''} deviceId={deviceId} verdicts={verdicts} onAnother={onAnother} />;
      }}
    </Loaded>
  );
}
