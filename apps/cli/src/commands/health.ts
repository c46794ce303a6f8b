import { createClient, getHealth } from '@civitas/sdk'
import { type Command, readFlags } from '../command.ts'
import { defaultUrl } from '../connect.ts'
import { readSession } from '../session-file.ts'
import { toTable } from '../table.ts'

export const health: Command = {
  name: 'health',
  summary: { zh: '查看平台健康状态', en: 'See whether the platform is well' },
  usage: 'civitas health [--url URL] [--json]',
  run: async (args) => {
    const { values } = readFlags(args, { url: 'text', json: 'yes-no' })
    const baseUrl = (values.url ?? readSession()?.url ?? defaultUrl).replace(/\/+$/, '')
    const answer = await createClient({ baseUrl }).call(getHealth)
    if (values.json) console.log(JSON.stringify(answer))
    else {
      const { status, version, city, uptimeSeconds, parts } = answer
      const rows = [
        ['status', status],
        ['version', version],
        ['city', city ?? '—'],
        ['uptime', `${Math.round(uptimeSeconds)} s`],
        ...Object.entries(parts),
      ]
      console.log(toTable(rows))
    }
    return answer.status === 'ok' ? 0 : 1
  },
}
