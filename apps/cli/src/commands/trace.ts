import { getTrace } from '@civitas/sdk'
import { type Command, readFlags, UserError, userError } from '../command.ts'
import { connect, connectFlags } from '../connect.ts'
import { drawTrace } from '../trace-tree.ts'

export const trace: Command = {
  name: 'trace',
  summary: { zh: '按任意编号追溯全链路', en: 'Print the whole chain for any id' },
  usage: 'civitas trace ID [--json]',
  run: async (args) => {
    const { values, words } = readFlags(args, { ...connectFlags, json: 'yes-no' })
    const [id] = words
    if (!id || words.length > 1) throw new UserError(trace.usage)
    const { client } = await connect(values)
    const chain = await client.call(getTrace, { params: { id } })
    if (values.json) console.log(JSON.stringify(chain, null, 2))
    else if (chain.nodes.length === 0)
      throw userError(`没有与 ${id} 有关的记录。`, `Nothing is known of ${id}.`)
    else console.log(drawTrace(chain.nodes, chain.links, id))
  },
}
