import {
  type Client,
  createClient,
  createUser,
  getMe,
  listDivisions,
  type OperationInput,
  signIn,
} from '@civitas/sdk'

/** Somebody who plays a part in the day. */
export interface Player {
  readonly client: Client
  readonly id: string
}

const password = 'a day in the city'

/** Makes accounts for those who report and those who work, through the public API, and signs them in. */
export async function makePlayers(
  admin: Client,
  url: string,
  role: string,
  count: number,
): Promise<Player[]> {
  const { items } = await admin.call(listDivisions, { query: { level: 1 } })
  const city = items[0]?.code ?? ''
  const stamp = Date.now().toString(36)
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const account = `day-${stamp}-${role}-${i + 1}`
      const body: OperationInput<typeof createUser>['body'] = {
        ...{ account, name: `${role} ${i + 1}`, password, roles: [role], divisions: [city] },
      }
      await admin.call(createUser, { body })
      const entry = await createClient({ baseUrl: url }).call(signIn, { body: { account, password } })
      const client = createClient({ baseUrl: url, token: () => entry.accessToken })
      return { client, id: (await client.call(getMe)).user.id }
    }),
  )
}
