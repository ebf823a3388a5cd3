// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { Stack } from '../ui/stack.tsx';
import { AnswerCard } from './answer-card.tsx';
import type { ControlPage } from './answer-form.tsx';
import { AsksCard } from './asks-card.tsx';
import { ContradictionNotice } from './contradiction.tsx';
import { nextUnanswered } from './filter.ts';
import { FixCard } from './fix-card.tsx';
import { StoriesCard } from './stories-card.tsx';
import { VerifiedCard } from './verified-card.tsx';

export function Page(): ReactNode {
  const controlId = useRouteParam('controlId');
  const found = useApi('GET /api/v1/org/:orgId/controls/:controlId', { params: { orgId: useOrgId(), controlId } });
  return (
    <Loaded query={found} lines={16}>
      {(page) => <Control key={page.control.id} page={page} />}
    </Loaded>
  );
}

function Control({ page }: { readonly page: ControlPage }): ReactNode {
  const { t, catalogText } = useText();
  const { control, contradiction } = page;
  const { data: list } = useApi('GET /api/v1/org/:orgId/controls', { params: { orgId: useOrgId() } });
  const controls = list?.controls ?? [];
  const at = controls.findIndex(({ id }) => id === control.id);
  const hrefAt = (index: number): string | undefined => {
    const other = controls[index];
    return at < 0 || index < 0 || !other ? undefined : paths.control(other.id);
  };
  return (
    <>
      <PageHeader
        title={catalogText(control.title)}
        lead={catalogText(control.what)}
        crumbs={[{ label: t('controls.title'), href: paths.controls() }]}
      />
      <Stack gap="wide">
        <Stack>
          <p className="flex flex-wrap gap-2">
            <Badge>{catalogText(control.theme.title)}</Badge>
            {control.mark && <Badge tone="info">{t(`controls.mark.${control.mark}`)}</Badge>}
            <Badge>
              {t('controls.importance')}: {t(`controls.weight.${control.importance}`)}
            </Badge>
            <Badge>
              {t('controls.difficulty')}: {t(`controls.weight.${control.difficulty}`)}
            </Badge>
            <Badge>
              {t('controls.role')}: {t(`words.role.${control.role}`)}
            </Badge>
          </p>
          {contradiction && <ContradictionNotice found={contradiction} />}
          <section>
            <h2 className="text-h3">{t('controls.why')}</h2>
            <p className="max-w-prose">{catalogText(control.why)}</p>
          </section>
        </Stack>
        <AnswerCard page={page} next={nextUnanswered(controls, control.id)} />
        <VerifiedCard page={page} />
        <FixCard control={control} />
        <StoriesCard threats={page.threats} cases={page.cases} />
        <AsksCard mappings={control.mappings} />
      </Stack>
      <Pagination
        label={t('controls.order')}
        previousHref={hrefAt(at - 1)}
        nextHref={hrefAt(at + 1)}
        position={at < 0 ? '' : t('controls.position', { count: at + 1, total: controls.length })}
      />
    </>
  );
}
