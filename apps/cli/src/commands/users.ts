import { createUser } from '@civitas/sdk'
import { type Command, readFlags, say, UserError } from '../command.ts'
import { connect, connectFlags } from '../connect.ts'

/** The new account has flags of its own, for `--account` says who is asking. */
const flags = {
  ...connectFlags,
  name: 'text',
  roles: 'text',
  divisions: 'text',
  organisation: 'text',
  'new-password': 'text',
} as const

const create: Command = {
  name: 'users create',
  summary: { zh: '新建用户', en: 'Create a user' },
  usage:
    'civitas users create ACCOUNT --name NAME --roles R[,R] --divisions CODE[,CODE] --new-password WORD [--organisation ID]',
  run: async (args) => {
    const { values, words } = readFlags(args, flags)
    const [account] = words
    const password = values['new-password'] ?? process.env.CIVITAS_NEW_PASSWORD
    if (!account || !values.name || !values.roles || !values.divisions || !password)
      throw new UserError(create.usage)
    const { client } = await connect(values)
    const body = {
      ...{ account, name: values.name, password, organisationId: values.organisation ?? null },
      ...{ roles: values.roles.split(','), divisions: values.divisions.split(',') },
    }
    const user = await client.call(createUser, { body })
    console.log(
      say({ zh: `已新建用户 ${user.account}（${user.id}）`, en: `Created ${user.account} (${user.id})` }),
    )
  },
}

export const userCommands = [create]
