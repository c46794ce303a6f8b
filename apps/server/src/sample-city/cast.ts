import { signIn } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import { demoPassword } from './demo-accounts.ts'

/** A client signed in with a demo account. */
export type Cast = (account: string) => Promise<Client>

/**
 * Signs the demo accounts in at the running platform as anybody would, each once: tries are counted for an address, and who
 * opens the pages on the same machine meanwhile is to have some left.
 */
export function gatherCast(baseUrl: string): Cast {
  const known = new Map<string, Promise<Client>>()
  const enter = async (account: string) => {
    const { accessToken } = await createClient({ baseUrl }).call(signIn, {
      body: { account, password: demoPassword },
    })
    return createClient({ baseUrl, token: () => accessToken })
  }
  return (account) => {
    const client = known.get(account) ?? enter(account)
    known.set(account, client)
    return client
  }
}
