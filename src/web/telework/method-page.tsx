// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { apiAddress } from '../api.ts';
import { isOneOf } from '../../kernel/one-of.ts';
import { ofKind, SHOWN } from '../controls/filter.ts';
import type { Shown } from '../controls/filter.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useQueryParam } from '../query-param.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useMembership, useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { Backing } from './backing.tsx';
import { ChecklistRow } from './checklist-row.tsx';
import { UseMethod } from './use-method.tsx';

export type Checklist = Api['GET /api/v1/org/:orgId/telework/methods/:methodId/checklist']['response'];

const ROLES = ['all', 'executive', 'administrator', 'teleworker'] as const;
type Whose = (typeof ROLES)[number];

/** What comes second is folded away when it is more than this. */
const FEW = 8;

/** Everybody begins with their own list; who has two roles, with all. */
function useWhose(): readonly [Whose, (whose: Whose) => void] {
  const [chosen, setChosen] = useQueryParam('role');
  const roles = useMembership()?.roles ?? [];
  const [only] = roles;
  const own = roles.length === 1 && isOneOf(ROLES, only ?? '') ? only : undefined;
  const preset: Whose = ROLES.find((role) => role === own) ?? 'all';
  return [isOneOf(ROLES, chosen) ? chosen : preset, setChosen];
}

export function Page(): ReactNode {
  const orgId = useOrgId();
  const methodId = useRouteParam('methodId');
  const [role, setRole] = useWhose();
  const found = useApi('GET /api/v1/org/:orgId/telework/methods/:methodId/checklist', {
    params: { orgId, methodId },
    query: { role },
  });
  return (
    <Loaded query={found} lines={20}>
      {(checklist) => <Found checklist={checklist} role={role} setRole={setRole} />}
    </Loaded>
  );
}

interface FoundProps {
  readonly checklist: Checklist;
  readonly role: Whose;
  readonly setRole: (role: Whose) => void;
}

function Found({ checklist, role, setRole }: FoundProps): ReactNode {
  const { t, catalogText } = useText();
  const { method, items, beyond, backing, wholeOrganisation } = checklist;
  const [answering, setAnswering] = useState<string>();
  const [chosen, setChosen] = useQueryParam('show');
  const kind = isOneOf(SHOWN, chosen) ? chosen : 'all';
  const controls = ofKind(
    items.map(({ control }) => control),
    kind,
  );
  const shown = { ...checklist, items: items.filter(({ control }) => controls.includes(control)) };
  return (
    <>
      <PageHeader
        title={catalogText(method.title)}
        lead={catalogText(method.how)}
        crumbs={[{ label: t('telework.title'), href: paths.telework() }]}
      />
      <Stack gap="wide">
        <Card title={t('telework.about')}>
          <p>
            <strong>{t('telework.whenFits')}</strong> {catalogText(method.fits)}
          </p>
          <h3 className="mt-4 font-bold">{t('telework.cautions')}</h3>
          <ul className="list-disc pl-6">
            {method.cautions.map((caution) => (
              <li key={caution.ja}>{catalogText(caution)}</li>
            ))}
          </ul>
          <div className="mt-4">
            <UseMethod method={method} answers={null} />
          </div>
        </Card>
        <section aria-labelledby="telework-checklist">
          <h2 id="telework-checklist" className="mb-2 text-h2">
            {t('telework.checklist')}
          </h2>
          <p className="mb-4 max-w-prose text-muted">
            {t(wholeOrganisation ? 'telework.checklistLead' : 'telework.checklistLeadOwn')}
          </p>
          <Tools checklist={checklist} role={role} setRole={setRole} kind={kind} setKind={setChosen} />
          {shown.items.length === 0 && (
            <EmptyState title={t('telework.checklistEmpty')}>{t('telework.checklistEmptyHint')}</EmptyState>
          )}
          {GROUPS.map((group) => (
            <Group key={group} checklist={shown} group={group} answering={[answering, setAnswering]} />
          ))}
          <p className="mt-4">
            {beyond > 0 && t('telework.beyond', { count: beyond })}{' '}
            <Link href={paths.controls()}>{t('telework.toControls')}</Link>
          </p>
          <Backing backing={backing} lead={t('telework.checklistSource')} />
        </section>
      </Stack>
    </>
  );
}

interface ToolsProps extends FoundProps {
  readonly kind: Shown;
  readonly setKind: (kind: string) => void;
}

function Tools({ checklist, role, setRole, kind, setKind }: ToolsProps): ReactNode {
  const { t, language } = useText();
  const orgId = useOrgId();
  const chooses = useMay([...MANAGERS, 'watcher', 'responder']);
  const { method, wholeOrganisation } = checklist;
  const href = apiAddress('/api/v1/org/:orgId/telework/methods/:methodId/checklist.csv', {
    params: { orgId, methodId: method.id },
    query: { role, language },
  });
  return (
    <div className="no-print mb-4 grid grid-cols-1 items-end gap-4 sm:flex sm:flex-wrap">
      {chooses && wholeOrganisation && (
        <Select
          name="role"
          label={t('telework.whose')}
          value={role}
          onChange={setRole}
          choices={ROLES.map((value) => ({
            value,
            label: value === 'all' ? t('telework.everyone') : t(`words.role.${value}`),
          }))}
        />
      )}
      <Select
        name="show"
        label={t('controls.show')}
        value={kind}
        onChange={(value) => setKind(value === 'all' ? '' : value)}
        choices={SHOWN.map((value) => ({
          value,
          label: t(`controls.show.${value}`, {
            count: ofKind(
              checklist.items.map(({ control }) => control),
              value,
            ).length,
          }),
        }))}
      />
      <Button variant="secondary" size="small" onClick={() => window.print()}>
        {t('telework.print')}
      </Button>
      <ButtonLink href={href} download variant="secondary" size="small">
        {t('telework.csv')}
      </ButtonLink>
    </div>
  );
}

const GROUPS = ['special', 'first', 'next'] as const;
type GroupName = (typeof GROUPS)[number];

const groupOf = ({ special, control }: Checklist['items'][number]): GroupName =>
  special ? 'special' : control.mark === 'first' ? 'first' : 'next';

interface GroupProps {
  readonly checklist: Checklist;
  readonly group: GroupName;
  /** The control whose question is open. */
  readonly answering: readonly [string | undefined, (controlId: string | undefined) => void];
}

function Group({ checklist, group, answering: [answering, setAnswering] }: GroupProps): ReactNode {
  const { t } = useText();
  const items = checklist.items.filter((item) => groupOf(item) === group);
  if (items.length === 0) return null;
  const done = items.filter(({ control }) => control.declaration?.value === 4).length;
  const title = `${t(group === 'special' ? 'telework.special' : `controls.mark.${group}`)} ${t('telework.count', { count: items.length, done })}`;
  const rows = (
    <ul className="border-t border-line">
      {items.map((item) => (
        <ChecklistRow
          key={item.control.id}
          item={item}
          own={!checklist.wholeOrganisation}
          open={answering === item.control.id}
          setOpen={(open) => setAnswering(open ? item.control.id : undefined)}
        />
      ))}
    </ul>
  );
  return (
    <section aria-labelledby={`checklist-${group}`} className="pt-4">
      <h3 id={`checklist-${group}`} className="text-h3">
        {title}
      </h3>
      <p className="mb-2 text-note text-muted">
        {t(group === 'special' ? 'telework.specialAbout' : `controls.mark.${group}About`)}
      </p>
      {group !== 'next' || items.length <= FEW ? (
        rows
      ) : (
        <Disclosure summary={t('telework.showNext', { count: items.length })}>{rows}</Disclosure>
      )}
    </section>
  );
}
