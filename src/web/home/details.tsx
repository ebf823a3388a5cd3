// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card, CardGrid } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { Verdict } from '../ui/verdict.tsx';
import type { Home } from './today-card.tsx';

/** What everyone has to know about the installation itself. */
export function Notices({ codes }: { readonly codes: readonly string[] }): ReactNode {
  const { t, findText } = useText();
  return codes.map((code) => (
    <Notice key={code} tone="caution" title={findText(`home.notice.${code}`) ?? t('home.notice.other', { code })}>
      {findText(`home.notice.${code}Text`)}
    </Notice>
  ));
}

type Contradiction = Home['contradictions'][number];

function ContradictionNotice({ item }: { readonly item: Contradiction }): ReactNode {
  const { t, language, catalogText } = useText();
  const listed = item.names.join(language === 'ja' ? '、' : ', ');
  const names = item.failing > item.names.length ? t('home.contradiction.more', { names: listed }) : listed;
  return (
    <Notice
      tone="critical"
      title={t(`home.contradiction.${item.declared}`, {
        control: catalogText(item.title),
        failing: item.failing,
        names,
      })}
      action={
        <ButtonLink href={paths.control(item.controlId)} variant="secondary" size="small">
          {t('home.contradiction.look')}
        </ButtonLink>
      }
    />
  );
}

/** More at once are a wall of red in which nobody begins. */
const SHOWN_AT_ONCE = 3;

/** "You answered yes; 3 devices say no: A, B, C." */
export function Contradictions({ items }: { readonly items: Home['contradictions'] }): ReactNode {
  const { t } = useText();
  if (items.length === 0) return null;
  const notice = (item: Contradiction): ReactNode => <ContradictionNotice key={item.controlId} item={item} />;
  const more = items.slice(SHOWN_AT_ONCE);
  return (
    <section aria-labelledby="home-contradictions">
      <h2 id="home-contradictions" className="mb-4 text-h2">
        {t('home.contradictions')}
      </h2>
      <Stack>
        {items.slice(0, SHOWN_AT_ONCE).map(notice)}
        {more.length > 0 && (
          <Disclosure summary={t('home.contradictions.more', { count: more.length })}>
            <Stack>{more.map(notice)}</Stack>
          </Disclosure>
        )}
      </Stack>
    </section>
  );
}

type Unknown = Home['unknowns'][number];

/** The reason decides what can be done about it, so it comes first; those that concern most controls on top. */
function byReason(items: readonly Unknown[]): readonly (readonly [reason: string, items: readonly Unknown[]])[] {
  const groups = new Map<string, Unknown[]>();
  for (const item of items) groups.set(item.reason, [...(groups.get(item.reason) ?? []), item]);
  return [...groups].toSorted(([, one], [, other]) => other.length - one.length);
}

/** What we do not know, and why: each line leads to where it is cured. */
export function Unknowns({ items }: { readonly items: Home['unknowns'] }): ReactNode {
  const { t, findText, catalogText } = useText();
  if (items.length === 0) return null;
  return (
    <Card title={t('home.unknowns')}>
      <p className="mb-2 text-muted">{t('home.unknowns.about')}</p>
      <ul className="border-t border-line">
        {byReason(items).map(([reason, concerned]) => (
          <li key={reason} className="border-b border-line py-3">
            <p>{findText(`home.unknown.${reason}`) ?? t('home.unknown.other')}</p>
            <Disclosure summary={t('home.unknowns.controls', { count: concerned.length })}>
              <ul className="grid gap-2">
                {concerned.map((item) => (
                  <li key={item.controlId}>
                    <Link href={paths.control(item.controlId)}>{catalogText(item.title)}</Link>{' '}
                    <span className="text-muted">{t('home.unknowns.devices', { count: item.devices })}</span>
                  </li>
                ))}
              </ul>
            </Disclosure>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Good news, and how many devices are heard. */
export function ProvenAndDevices({ home }: { readonly home: Home }): ReactNode {
  const { t, catalogText, relative } = useText();
  return (
    <CardGrid>
      <Card title={t('home.proven')}>
        {home.proven.length === 0 && <p className="text-muted">{t('home.proven.none')}</p>}
        <ul className="grid gap-3">
          {home.proven.map((finding) => (
            <li key={finding.findingId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Verdict value="pass" />
              <span>
                {t('home.proven.item', {
                  device: finding.subjectLabel ?? '',
                  control: finding.controlTitle ? catalogText(finding.controlTitle) : '',
                })}
              </span>
              {finding.closedAt && <span className="text-note text-muted">{relative(finding.closedAt)}</span>}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('home.devices.title')}>
        <p>{t('home.devices.active', { count: home.devices.active })}</p>
        <p>{t('home.devices.silent', { count: home.devices.silent })}</p>
        {home.devices.silent > 0 && <p className="mt-2 text-muted">{t('home.devices.silentHint')}</p>}
        <p className="mt-3">
          <Link href={paths.devices()}>{t('home.devices.look')}</Link>
        </p>
      </Card>
    </CardGrid>
  );
}
