// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

export type Weather = 'clear' | 'cloudy' | 'rain';

const CLOUD = 'M7 19a4.6 4.6 0 0 1-.4-9.2A6 6 0 0 1 18 8.6a5.2 5.2 0 0 1-.6 10.4z';
const RAYS = [0, 45, 90, 135, 180, 225, 270, 315];

/** Decoration beside its word, which is never left out. */
export function WeatherMark({
  mark,
  className = 'size-8',
}: {
  readonly mark: Weather;
  readonly className?: string;
}): ReactNode {
  return (
    <svg viewBox="0 0 24 26" className={`shrink-0 ${className}`} aria-hidden="true">
      {mark === 'clear' && (
        <g className="fill-caution stroke-caution" strokeWidth="1.8" strokeLinecap="round">
          <circle cx="12" cy="13" r="4.6" stroke="none" />
          {RAYS.map((turn) => (
            <path key={turn} d="M12 5.5V3" transform={`rotate(${turn} 12 13)`} />
          ))}
        </g>
      )}
      {mark !== 'clear' && <path d={CLOUD} className={mark === 'rain' ? 'fill-info' : 'fill-muted'} />}
      {mark === 'rain' && (
        <path d="M8 21l-1 3M12 21l-1 3M16 21l-1 3" className="stroke-info" strokeWidth="1.6" strokeLinecap="round" />
      )}
    </svg>
  );
}
