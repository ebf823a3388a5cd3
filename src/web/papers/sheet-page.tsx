// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { MANAGERS } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SheetLayoutForm } from './sheet-layout-form.tsx';
import { SheetOut } from './sheet-out.tsx';
import { SheetQuestions } from './sheet-questions.tsx';

export type SheetDetail = Api['GET /api/v1/org/:orgId/check-sheets/:sheetId']['response'];

export function Page(): ReactNode {
  const { t } = useText();
  const sheetId = useRouteParam('sheetId');
  const params = { orgId: useOrgId(), sheetId };
  return (
    <OnlyFor roles={MANAGERS}>
      <Sheet key={sheetId} params={params} up={t('papers.title')} />
    </OnlyFor>
  );
}

interface Params {
  readonly orgId: string;
  readonly sheetId: string;
}

function Sheet({ params, up }: { readonly params: Params; readonly up: string }): ReactNode {
  const found = useApi('GET /api/v1/org/:orgId/check-sheets/:sheetId', { params });
  return (
    <Loaded query={found} lines={20}>
      {(detail) => (
        <>
          <PageHeader
            title={detail.sheet.title}
            lead={detail.sheet.customer}
            crumbs={[{ label: up, href: paths.papers() }]}
          />
          <SheetSteps detail={detail} />
        </>
      )}
    </Loaded>
  );
}

/** First where it asks, then the answers, then the file back. */
function SheetSteps({ detail }: { readonly detail: SheetDetail }): ReactNode {
  const { t } = useText();
  const { sheet } = detail;
  const [again, setAgain] = useState(false);
  return (
    <Stack gap="wide">
      {sheet.macro && <Notice tone="caution">{t('papers.macro')}</Notice>}
      {sheet.laidOut && !again ? (
        <>
          <SheetQuestions detail={detail} />
          <SheetOut detail={detail} />
        </>
      ) : (
        <SheetLayoutForm detail={detail} onDone={() => setAgain(false)} />
      )}
      <div className="no-print flex flex-wrap gap-3 border-t border-line pt-6">
        {sheet.laidOut && (
          <Button variant="secondary" size="small" onClick={() => setAgain(!again)}>
            {again ? t('papers.backToQuestions') : t('papers.layoutAgain')}
          </Button>
        )}
        <DeleteSheet sheet={sheet} />
      </div>
    </Stack>
  );
}

function DeleteSheet({ sheet }: { readonly sheet: SheetDetail['sheet'] }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const router = useRouter();
  const remove = useChange('DELETE /api/v1/org/:orgId/check-sheets/:sheetId', ['GET /api/v1/org/:orgId/check-sheets']);
  const [asking, setAsking] = useState(false);
  const goAway = async (): Promise<void> => {
    await remove.mutateAsync({ params: { orgId, sheetId: sheet.sheetId } });
    await router.navigate({ href: paths.papers() });
  };
  return (
    <>
      <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
        {t('papers.delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('papers.deleteTitle', { title: sheet.title })}
        confirm={t('papers.delete')}
        danger
        busy={remove.isPending}
        onConfirm={() => void goAway()}
        onClose={() => setAsking(false)}
      >
        <p>{t('papers.deleteWhat')}</p>
      </ConfirmDialog>
    </>
  );
}
