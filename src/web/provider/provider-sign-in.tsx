// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { api } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useGoToProvider } from './go-to-provider.ts';
import { knownProviders } from './known-providers.ts';

type Choice = Api['POST /api/v1/session/provider-choices']['response']['choices'][number];

/** A button for each company account that this browser knows, or for the only one there is. */
export function ProviderSignIn(): ReactNode {
  const { t } = useText();
  const wanted = new URLSearchParams(location.search);
  const go = useGoToProvider(wanted.get('next') ?? undefined);
  const { data } = useQuery({
    queryKey: ['provider-choices'],
    queryFn: async () => api('POST /api/v1/session/provider-choices', { body: { known: knownProviders() } }),
    staleTime: Infinity,
    retry: false,
  });
  useStart(wanted.get('provider'), go.mutate);
  const choices = data?.choices ?? [];
  if (choices.length === 0 && go.isIdle) return null;
  return (
    <section aria-label={t('provider.signIn')} className="mt-6 grid gap-4 border-t border-line pt-6">
      {choices.map((choice) => (
        <ChoiceButton
          key={choice.providerId}
          choice={choice}
          busy={go.isPending && go.variables === choice.providerId}
          onGo={() => go.mutate(choice.providerId)}
        />
      ))}
      {choices.length > 0 && <p className="text-muted">{t('provider.signInHint')}</p>}
      <GoProblem error={go.error} />
    </section>
  );
}

/** A link of the company's portal names the provider: nothing is left to press. */
function useStart(providerId: string | null, go: (providerId: string) => void): void {
  const started = useRef(false);
  useEffect(() => {
    if (providerId === null || started.current) return;
    started.current = true;
    go(providerId);
  }, [providerId, go]);
}

interface ChoiceButtonProps {
  readonly choice: Choice;
  readonly busy: boolean;
  readonly onGo: () => void;
}

function ChoiceButton({ choice: { kind, orgName }, busy, onGo }: ChoiceButtonProps): ReactNode {
  const { t } = useText();
  return (
    <Button variant="secondary" wide busy={busy} onClick={onGo}>
      {orgName === null ? t(`provider.signInBy.${kind}`) : t(`provider.signInOf.${kind}`, { organisation: orgName })}
    </Button>
  );
}

export function GoProblem({ error }: { readonly error: Error | null }): ReactNode {
  const texts = useText();
  if (!error) return null;
  const { title, hint } = describeError(error, texts);
  return (
    <Notice tone="caution" live="alert" title={title}>
      {hint}
    </Notice>
  );
}
