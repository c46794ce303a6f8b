import { beginPasskeySignIn, beginStepUp, signInWithPasskey, stepUp } from '@civitas/sdk'
import { startAuthentication } from '@simplewebauthn/browser'
import { client } from './client.ts'
import type { Session } from './session.ts'

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']

/** What the browser says to options the platform gave (WebAuthn Level 3, 5.1.4). */
async function answer(options: unknown): Promise<Record<string, unknown>> {
  return (await startAuthentication({ optionsJSON: options as Options })) as unknown as Record<
    string,
    unknown
  >
}

/** Signs in with a passkey of this device, without an account name. */
export async function enterWithPasskey(): Promise<Session> {
  const { challengeId, options } = await client.call(beginPasskeySignIn)
  return client.call(signInWithPasskey, { body: { challengeId, response: await answer(options) } })
}

/** Raises the session with a passkey. */
export async function showPasskey(): Promise<void> {
  const { challengeId, options } = await client.call(beginStepUp, { body: { method: 'passkey' } })
  await client.call(stepUp, { body: { method: 'passkey', challengeId, response: await answer(options) } })
}
