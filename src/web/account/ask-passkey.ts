// SPDX-License-Identifier: Apache-2.0
/** What the browser asks of the device. Fetched only when a passkey is used or added: most visits need none of it. */
import {
  WebAuthnAbortService,
  WebAuthnError,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { api } from '../api.ts';
import type { ApiInput } from '../api.ts';
import type { Api } from '../api-types.ts';

type Registration = ApiInput<'POST /api/v1/account/passkeys'>['body']['credential'];
type Creation = Api['POST /api/v1/account/passkeys/begin']['response'];

export type PasskeyProblem = 'cancelled' | 'known' | 'failed';

/** What came of it when the device or the person said no; nothing for other errors, such as those of the server. */
export function passkeyProblem(error: unknown): PasskeyProblem | undefined {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'known';
  if (!(error instanceof Error)) return undefined;
  // Browsers say NotAllowedError alike for "cancelled", "no passkey here" and "too late", so that sites learn nothing.
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return 'cancelled';
  return error instanceof WebAuthnError || error instanceof DOMException ? 'failed' : undefined;
}

export async function makePasskey(optionsJSON: Creation): Promise<Registration> {
  const { id, rawId, response } = await startRegistration({ optionsJSON });
  const { clientDataJSON, attestationObject, transports } = response;
  return {
    id,
    rawId,
    type: 'public-key',
    response: { clientDataJSON, attestationObject, transports: [...(transports ?? [])] },
  };
}

/** `quietly`: the browser offers passkeys below the address field and asks nobody until one is chosen. False when no longer wanted. */
export async function signInByPasskey(quietly: boolean, wanted: () => boolean = () => true): Promise<boolean> {
  const optionsJSON = await api('POST /api/v1/session/passkey/begin');
  if (!wanted()) return false;
  const given = await startAuthentication({ optionsJSON, useBrowserAutofill: quietly });
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response;
  await api('POST /api/v1/session/passkey', {
    body: {
      credential: {
        id: given.id,
        rawId: given.rawId,
        type: 'public-key',
        response: { clientDataJSON, authenticatorData, signature, userHandle: userHandle ?? '' },
      },
    },
  });
  return true;
}

/** Ends an offer that nobody took up. */
export const endOffer = (): void => WebAuthnAbortService.cancelCeremony();

export const offersQuietly = browserSupportsWebAuthnAutofill;
