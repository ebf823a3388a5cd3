// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { PUBLIC, operation } from '../../kernel/contract.ts';

export const readDemo = operation({
  method: 'GET',
  path: '/api/v1/demo',
  summary: 'Whether this is a demo with fictitious people, and how to enter it',
  access: PUBLIC,
  response: z.object({
    demo: z
      .object({
        /** The same for everybody in it; no secret. */
        password: z.string(),
        persons: z.array(
          z.object({
            who: z.enum(['administrator', 'executive', 'teleworker', 'operator', 'small']),
            email: z.string(),
          }),
        ),
      })
      .nullable(),
  }),
});
