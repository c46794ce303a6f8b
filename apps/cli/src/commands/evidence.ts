import { readFileSync } from 'node:fs'
import { type EvidenceBundle, getEvidence, listLedgerEntries } from '@civitas/sdk'
import { type EvidenceCheck, sm3Of, verifyEvidence } from '@civitas/sdk/evidence'
import { type Command, readFlags, say, UserError, userError } from '../command.ts'
import { connect, connectFlags } from '../connect.ts'
import { toTable } from '../table.ts'

const titles: Record<EvidenceCheck['check'], { zh: string; en: string }> = {
  format: { zh: '存证包格式', en: 'format' },
  payload: { zh: '内容摘要', en: 'payload digest' },
  leaf: { zh: '条目', en: 'entry' },
  inclusion: { zh: '包含证明', en: 'inclusion proof' },
  'head-signature': { zh: '树头签名', en: 'head signature' },
  'log-key': { zh: '日志公钥', en: 'log key' },
  witness: { zh: '见证联署', en: 'witness' },
}

const fetchEvidence: Command = {
  name: 'evidence fetch',
  summary: { zh: '取出存证包（按条目或对象编号）', en: 'Fetch evidence bundles by entry or subject id' },
  usage: 'civitas evidence fetch ID',
  run: async (args) => {
    const { values, words } = readFlags(args, connectFlags)
    const [id] = words
    if (!id || words.length > 1) throw new UserError(fetchEvidence.usage)
    const { client } = await connect(values)
    const { items } = await client.call(listLedgerEntries, { query: { subjectId: id, limit: 500 } })
    const ids = items.length > 0 ? items.map((one) => one.id) : [id]
    const bundles = []
    for (const one of ids) bundles.push(await client.call(getEvidence, { params: { id: one } }))
    console.log(JSON.stringify(bundles.length === 1 ? bundles[0] : bundles, null, 2))
  },
}

const verify: Command = {
  name: 'evidence verify',
  summary: { zh: '离线验证存证包', en: 'Verify evidence bundles offline' },
  usage:
    'civitas evidence verify FILE [--log-key HEX] [--witness-key HEX[,HEX]] [--attachment FILE] [--json]',
  run: async (args) => {
    const { values, words } = readFlags(args, {
      'log-key': 'text',
      'witness-key': 'text',
      attachment: 'text',
      json: 'yes-no',
    })
    const [file] = words
    if (!file || words.length > 1) throw new UserError(verify.usage)
    const bundles = readBundles(file)
    const keys = {
      ...(values['log-key'] ? { logKeys: values['log-key'].split(',') } : {}),
      ...(values['witness-key'] ? { witnessKeys: values['witness-key'].split(',') } : {}),
    }
    const results = bundles.map((bundle) => ({ bundle, checks: verifyEvidence(bundle, keys) }))
    if (values.json) console.log(JSON.stringify(results.map(({ checks }) => checks)))
    else for (const { checks } of results) console.log(`${toTable(checks.map(toRow))}\n`)
    const holds = results.every(({ checks }) => checks.every((one) => one.passed))
    const found = !values.attachment || isAttached(values.attachment, bundles)
    if (!values.json) console.log(verdict(holds && found, found))
    return holds && found ? 0 : 1
  },
}

function readBundles(file: string): EvidenceBundle[] {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw userError(
      `读不出 ${file}：${(error as Error).message}`,
      `Cannot read ${file}: ${(error as Error).message}`,
    )
  }
  const bundles = (Array.isArray(content) ? content : [content]) as EvidenceBundle[]
  if (bundles.some((one) => one?.format !== 'civitas-evidence/1'))
    throw userError(
      `${file} 不是存证包（civitas-evidence/1）。`,
      `${file} is no evidence bundle (civitas-evidence/1).`,
    )
  return bundles
}

/** Whether the digest of the file stands in the payload of one of the bundles. */
function isAttached(file: string, bundles: readonly EvidenceBundle[]): boolean {
  const digest = sm3Of(readFileSync(file))
  return bundles.some((one) => one.payload?.includes(digest))
}

function toRow({ check, passed, detail }: EvidenceCheck): string[] {
  return [passed ? '✓' : '✗', say(titles[check]), detail]
}

function verdict(holds: boolean, found: boolean): string {
  if (holds) return say({ zh: '存证有效。', en: 'The evidence holds.' })
  if (!found)
    return say({
      zh: '附件的摘要不在存证内容中。',
      en: 'The digest of the attachment is not in the evidence.',
    })
  return say({ zh: '存证无效。', en: 'The evidence does NOT hold.' })
}

export const evidenceCommands: readonly Command[] = [fetchEvidence, verify]
