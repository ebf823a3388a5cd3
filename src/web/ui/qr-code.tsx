// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { encode } from 'uqr';

/** One path for all dark modules: runs of a row become one stroke each. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) =>
      row.flatMap((dark, x) => {
        if (!dark || row[x - 1]) return [];
        const end = row.indexOf(false, x);
        return [`M${x} ${y}h${(end === -1 ? row.length : end) - x}v1h-${(end === -1 ? row.length : end) - x}z`];
      }),
    )
    .join('');
}

/** Always dark on white, in the dark theme too: many readers cannot read an inverted code. `label` says what it holds. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const code = useMemo(() => encode(text, { ecc: 'M', border: 4 }), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${code.size} ${code.size}`}
      shapeRendering="crispEdges"
      className="size-48 rounded-control border border-line bg-white forced-color-adjust-none"
    >
      <path d={qrPath(code.data)} className="fill-black" />
    </svg>
  );
}
