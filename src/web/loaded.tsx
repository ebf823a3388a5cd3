// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { isOutage, isSignedOut } from './api-error.ts';
import { describeError } from './describe-error.ts';
import { useText } from './i18n.tsx';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { Skeleton } from './ui/skeleton.tsx';

/** The part of a query that is needed to show it. */
export interface Loadable<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

interface LoadedProps<T> {
  readonly query: Loadable<T>;
  /** Lines the content will take, so that nothing jumps. */
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What a query brings: its place while it comes, a notice when it fails, and the last good data while it is renewed. */
export function Loaded<T>({ query, lines = 6, children }: LoadedProps<T>): ReactNode {
  const { data, error } = query;
  if (data !== undefined) return children(data);
  // An outage has its banner and ends by itself; a lost session leads to the sign-in page.
  if (!error || isOutage(error) || isSignedOut(error)) return <Skeleton lines={lines} />;
  return <Failure error={error} onAgain={() => void query.refetch()} />;
}

/** A failed request in words, with a way to try again. */
export function Failure({ error, onAgain }: { readonly error: Error; readonly onAgain: () => void }): ReactNode {
  const texts = useText();
  const { title, hint, id } = describeError(error, texts);
  return (
    <Notice
      tone="critical"
      live="status"
      title={title}
      action={
        <Button variant="secondary" size="small" onClick={onAgain}>
          {texts.t('error.again')}
        </Button>
      }
    >
      <p>{hint}</p>
      {id && (
        <p className="text-note text-muted">
          {texts.t('error.id')}: <span className="font-mono">{id}</span>
        </p>
      )}
    </Notice>
  );
}
