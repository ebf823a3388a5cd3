// SPDX-License-Identifier: Apache-2.0
/**
 * In-process events: how a lower module wakes a higher one without importing it.
 * Handlers run after the transaction that raised the event was committed; a failing handler is
 * logged and harms nobody else. What must not be lost belongs into a job, not here.
 */
import type { Scope } from './postgres/scope.ts';

/** Every event of the product with its payload. Modules add theirs by declaration merging. */
export interface EventMap {}

export type EventName = keyof EventMap;
export type EventHandler<Name extends EventName> = (scope: Scope, payload: EventMap[Name]) => void | Promise<void>;

export interface Events {
  on<Name extends EventName>(name: Name, handler: EventHandler<Name>): void;
  emit<Name extends EventName>(name: Name, scope: Scope, payload: EventMap[Name]): Promise<void>;
}

export function createEvents(onFailure: (name: string, error: unknown) => void): Events {
  const handlers = new Map<string, ((scope: Scope, payload: unknown) => void | Promise<void>)[]>();
  return {
    on: (name, handler) => {
      const list = handlers.get(name) ?? [];
      list.push(handler as (scope: Scope, payload: unknown) => void | Promise<void>);
      handlers.set(name, list);
    },
    emit: async (name, scope, payload) => {
      for (const handler of handlers.get(name) ?? []) {
        try {
          await handler(scope, payload);
        } catch (error) {
          onFailure(name, error);
        }
      }
    },
  };
}
